// Parameters of restoration networks: in files, in checkpoints, and their running means.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_RESTORE_WEIGHTS_H_
#define JACKDAW_APPS_TRAIN_RESTORE_RESTORE_WEIGHTS_H_

#include <torch/torch.h>

#include <string>
#include <vector>

#include "apps/train/restore/restore_net.h"
#include "models/pixels/restoration_file.h"

namespace jackdaw::train {

enum class RestoreTarget { kLuma, kChroma, kFine };

// The shape that ships.
const restoration::RestorationShape& ShapeOf(RestoreTarget target);

// The networks of a file (.jkr): all, that of the shape of *net, that of a target. Throw
// std::runtime_error: for a file that cannot be read, or does not have it.
std::vector<restoration::RestorationWeights> ReadNetworks(const std::string& path);
void LoadWeights(const std::string& path, RestoreNet* net);
restoration::RestorationWeights ReadNetwork(const std::string& path, RestoreTarget target);

// Whether two networks do the same, of whatever size they are.
bool IsOfKind(const restoration::RestorationShape& shape,
              const restoration::RestorationShape& other);

RestoreNet MakeNet(const restoration::RestorationWeights& weights);

// Puts a network into one of as many or more channels and pairs, so that what it makes stays the
// same. What is new keeps its random weights, where nothing old looks at it yet. Throws
// std::runtime_error for another kind, or a smaller one.
void GrowInto(const restoration::RestorationWeights& small, RestoreNet* net);

// A number in an archive.
template <class T>
T ReadNumber(torch::serialize::InputArchive* archive, const std::string& name) {
  torch::Tensor value;
  archive->read(name, value);
  return value.item<T>();
}

// What every checkpoint says of its network.
void SaveShape(RestoreTarget target, const restoration::RestorationShape& shape,
               torch::serialize::OutputArchive* archive);

// Means of the parameters over about 500 steps: what is measured and exported.
class WeightAverage {
 public:
  explicit WeightAverage(std::vector<torch::Tensor> parameters);
  // After step `step`, counted from 1.
  void Add(int64_t step);
  void Save(torch::serialize::OutputArchive* archive) const;
  void Load(torch::serialize::InputArchive* archive);

  // A scope in which the parameters are the means.
  class Shown {
   public:
    explicit Shown(WeightAverage* average) : average_(average) { average_->Swap(); }
    ~Shown() { average_->Swap(); }
    Shown(const Shown&) = delete;
    Shown& operator=(const Shown&) = delete;

   private:
    WeightAverage* average_;
  };

 private:
  void Swap();
  std::vector<torch::Tensor> parameters_, means_;
};

// The means of a checkpoint, as a network. Throws std::runtime_error.
restoration::RestorationWeights ReadCheckpoint(const std::string& path);
// Writes a file of networks. Throws std::runtime_error.
void WriteNetworks(const std::vector<restoration::RestorationWeights>& networks,
                   const std::string& path);

// Writes a checkpoint, in place of one that may be there.
void SaveCheckpoint(torch::serialize::OutputArchive* archive, const std::string& path);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_RESTORE_WEIGHTS_H_
