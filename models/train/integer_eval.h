// Code length of shards under an exported integer model, without adaptation: what rounding the
// network to integers costs, and what the prior spends on each frequency.
#ifndef JACKDAW_MODELS_TRAIN_INTEGER_EVAL_H_
#define JACKDAW_MODELS_TRAIN_INTEGER_EVAL_H_

#include <array>
#include <string>
#include <vector>

#include "models/infer/prior_model.h"
#include "models/train/crop.h"
#include "models/train/sampler.h"

namespace jackdaw::train {

using FrequencyBits = std::array<double, 64>;  // zigzag

// Adds to (*lane_bits)[lane][k] what the levels of a frequency cost, without adaptation; returns
// the bits of latents, which belong to no frequency.
double AddLevelBits(const PriorNetwork& network, const TargetLayout& layout,
                    std::vector<FrequencyBits>* lane_bits);

// Bytes of the target's planes under the model file; *used counts the images that have the target.
// Throws std::runtime_error on a bad model.
double IntegerCodeLength(const std::string& model_path, Target target,
                         const std::vector<Image>& images, int* used);

}  // namespace jackdaw::train

#endif  // JACKDAW_MODELS_TRAIN_INTEGER_EVAL_H_
