// Quantization by rate and distortion that gradients pass through (docs/design/attention.md).
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_SOFT_LEVELS_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_SOFT_LEVELS_H_

#include <torch/torch.h>

namespace jackdaw::train {

// [64][kSizes]: bits of a level by frequency and size category, raw bits and sign included:
// zero-order entropies of the sizes of these levels, as codec/lossy/enc_rate_curves.h counts.
// levels: [B][64][H][W], whole, >= 0.
inline constexpr int64_t kSizes = 13;
torch::Tensor EntropyRates(const torch::Tensor& levels);

// Levels of AC by what their decoded value differs from a multiple of the step.
inline constexpr int64_t kMagnitudes = 3;

struct SoftInput {
  torch::Tensor coeffs;   // [B][64][H][W], dequantized
  torch::Tensor edited;   // the same, as the levels are chosen for; signs are those of coeffs
  torch::Tensor steps;    // [64], or a table per picture, [B][64]; > 0
  torch::Tensor weights;  // of squared errors, as coeffs
  torch::Tensor choice_weights;  // the same, as the choice of levels sees them
  double lambda = 1;             // distortion that a bit may cost
  double temperature = 0.5;      // of the choice, in bits
  // [64][kMagnitudes], in steps: what is added to |level| 1, 2, and 3 and more where AC is decoded.
  // Undefined: nothing.
  torch::Tensor offsets = {};
};

struct SoftCoding {
  torch::Tensor decoded;     // as coeffs: what decoders see, with the gradient of the soft choice
  torch::Tensor bits;        // sum over all, expected
  torch::Tensor distortion;  // sum of weights times squared errors, expected
  torch::Tensor levels;      // [B][64][H][W], without signs: the best ones; of DC, not set
};

// AC levels are chosen among the nearest one, its neighbours and zero with probabilities
// softmax(-(distortion + lambda bits) / (lambda temperature)). DC is rounded; its bits are about
// 1 + 1.5 log2(1 + |difference to the left|), and its error is a fixed share of the step.
SoftCoding CodeSoftly(const SoftInput& input);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_SOFT_LEVELS_H_
