// Batches of random crops from coefficient shards.
//
// Augmentation stays in the DCT domain: mirror (signs of odd frequencies), transpose (order of
// frequencies), requantization of fine tables by coarser ones. Produced by a thread of its own from
// one seed, so that a run can be repeated.
#ifndef JACKDAW_APPS_TRAIN_SAMPLER_H_
#define JACKDAW_APPS_TRAIN_SAMPLER_H_

#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "apps/train/shard.h"
#include "apps/train/slots.h"

namespace jackdaw::train {

// What a network is trained on: component 0, or the pair of components 1 and 2 with component 0 as
// guide.
enum class Target { kLuma, kChroma };

// One or several pieces of coefficient planes of equal size. Slots are in coding order.
struct Batch {
  torch::Tensor levels;      // [B, H, W, N] float
  torch::Tensor quant;       // [B, N] float
  torch::Tensor luma_quant;  // [B, 64] float, zigzag; undefined for luma
  torch::Tensor guide;       // [B, H, W, 64] float, zigzag, dequantized; undefined for luma
};

// The whole plane (or pair) of an image as a batch of one; false when the image has no such target
// (no chroma pair, ratios that are no integers).
bool WholeImage(const TrainingImage& image, Target target, const SlotOrder& order, Batch* batch);

struct SamplerOptions {
  int batch = 8;            // crops
  int crop = 32;            // blocks each way
  double transpose = 0.15;  // probabilities
  double flip = 0.3;        // top to bottom; left to right is always 1/2
  double requantize = 0.3;
  uint64_t seed = 1;
};

class Sampler {
 public:
  // images must outlive this. Throws std::runtime_error when no image is large enough.
  Sampler(const std::vector<TrainingImage>& images, Target target, const SamplerOptions& options);
  ~Sampler();
  Batch Next();

 private:
  Batch Make();

  const std::vector<TrainingImage>& images_;
  Target target_;
  SamplerOptions options_;
  SlotOrder order_;
  std::vector<size_t> usable_;
  std::mt19937_64 random_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> ready_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_SAMPLER_H_
