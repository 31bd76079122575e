// Code lengths by the integer model of the second prior: with the arithmetic that codes, without
// adaptation. To compare with the float network.
#ifndef JACKDAW_APPS_TRAIN_INTEGER_BLOCK_EVAL_H_
#define JACKDAW_APPS_TRAIN_INTEGER_BLOCK_EVAL_H_

#include <string>
#include <vector>

#include "apps/train/train_block.h"
#include "models/prior/block_data.h"

namespace jackdaw::train {

// Of one network on the planes of its class, those of at most max_images.
BlockCodeLength IntegerBlockLength(const prior::BlockNetworkData& network,
                                   const std::vector<TrainingImage>& images, int max_images);

// The networks of a .jkw2 file. Throws std::runtime_error if it is bad.
prior::BlockModelData ReadBlockModel(const std::string& path);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_INTEGER_BLOCK_EVAL_H_
