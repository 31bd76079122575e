// Code length of shards under an exported integer model, without adaptation: what rounding the
// network to integers costs, and what the prior spends on each frequency.
#ifndef JACKDAW_APPS_TRAIN_INTEGER_EVAL_H_
#define JACKDAW_APPS_TRAIN_INTEGER_EVAL_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "apps/train/crop.h"
#include "apps/train/sampler.h"
#include "entropy/logistic_mixture.h"
#include "models/prior/prior_model.h"

namespace jackdaw::train {

using FrequencyBits = std::array<double, 64>;  // zigzag

// Bits of what has a mass, Q31.
double MassBits(uint32_t mass);

// The level that a lossy encoder takes in place of the layout's, when it is coded. block: row-major
// position.
using LevelPicker =
    std::function<int(size_t lane, size_t block, size_t k, int level,
                      const entropy::ZeroBelief& zero, const entropy::LogisticMixture& mixture)>;

// Adds to (*lane_bits)[lane][k] what the levels of a frequency cost, without adaptation. pick:
// asked about every DC and every level that is not zero; null: levels are coded as they are.
void AddLevelBits(const prior::PriorNetwork& network, const TargetLayout& layout,
                  const LevelPicker& pick, std::vector<FrequencyBits>* lane_bits);

// Bytes of the target's planes under the model file; *used counts the images that have the target.
// Throws std::runtime_error on a bad model.
double IntegerCodeLength(const std::string& model_path, Target target,
                         const std::vector<TrainingImage>& images, int* used);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_INTEGER_EVAL_H_
