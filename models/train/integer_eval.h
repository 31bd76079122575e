// Code length of shards under an exported integer model, without adaptation: what rounding the
// network to integers costs.
#ifndef JACKDAW_MODELS_TRAIN_INTEGER_EVAL_H_
#define JACKDAW_MODELS_TRAIN_INTEGER_EVAL_H_

#include <string>
#include <vector>

#include "models/train/sampler.h"

namespace jackdaw::train {

// Bytes of the target's planes under the model file; *used counts the images that have the target.
// Throws std::runtime_error on a bad model.
double IntegerCodeLength(const std::string& model_path, Target target,
                         const std::vector<Image>& images, int* used);

}  // namespace jackdaw::train

#endif  // JACKDAW_MODELS_TRAIN_INTEGER_EVAL_H_
