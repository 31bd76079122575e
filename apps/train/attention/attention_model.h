// All that is trained together: attention networks, networks that scale coefficients (pre-editing),
// and step tables.
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_MODEL_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_MODEL_H_

#include <torch/torch.h>

#include <array>

#include "apps/train/attention/attention_net.h"

namespace jackdaw::train {

// What of a picture is decided by networks; factors of step tables always are trained.
enum class AttentionMode {
  kTables,   // nothing
  kWeights,  // what errors count when levels are chosen
  kScale,    // coefficients are multiplied by 1/2 + a before that
  kBoth,
};

class AttentionModelImpl : public torch::nn::Module {
 public:
  AttentionModelImpl(AttentionMode mode, const attention::AttentionShape& shape);

  // Of a component 0..2, a table per picture, [B][64]: sqrt(6 lambda / (ln 2 mean weight)), the
  // best steps for even errors at high rates, times what is learned, an offset and a slope over log
  // lambda per frequency. weights: [B][64][H][W], of errors as the choice of tables counts them.
  torch::Tensor Steps(size_t component, double lambda, const torch::Tensor& weights);

  // As coeffs, [B][64][H][W]: log2 of what weights are multiplied by, -2..2; and the coefficients
  // to choose levels for.
  torch::Tensor Octaves(size_t component, const torch::Tensor& coeffs);
  torch::Tensor Edited(size_t component, const torch::Tensor& coeffs);

  // Whether tables are trained, without the networks, or networks, with the tables as they are.
  void TrainTables(bool tables) { trains_tables_ = tables; }
  AttentionMode mode() const { return mode_; }
  const AttentionNet& luma() const { return weigh_[0]; }
  const AttentionNet& colour() const { return weigh_[1]; }

 private:
  AttentionMode mode_;
  bool trains_tables_ = false;
  std::array<AttentionNet, 2> weigh_, scale_;  // luma, colour
  torch::Tensor offsets_, slopes_;             // [3][64]
};
TORCH_MODULE(AttentionModel);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_MODEL_H_
