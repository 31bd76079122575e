// Small pictures and networks for tests of training.
#ifndef JACKDAW_TESTS_TRAIN_TRAINING_HELPERS_H_
#define JACKDAW_TESTS_TRAIN_TRAINING_HELPERS_H_

#include <cstdint>

#include "apps/train/block_net.h"
#include "apps/train/shard.h"

namespace jackdaw::test {

inline constexpr prior::BlockShape kSmallLuma = {1, 16, 32, 8, 5, 0, 2};
inline constexpr prior::BlockShape kSmallChroma = {2, 16, 16, 4, 4, 16, 3};
// The same with neighbours on all sides.
inline constexpr prior::BlockShape kLumaOnLattice = {1, 16, 32, 8, 5, 0, 2, true};
inline constexpr prior::BlockShape kChromaOnLattice = {2, 16, 16, 4, 4, 16, 3, true};

// A picture of 4:2:0 whose coefficients have the sizes and the last groups of photographs.
train::TrainingImage RandomImage(uint32_t seed, uint32_t width, uint32_t height);

// The planes of a class of networks as a batch of one.
train::Batch BatchOf(const train::TrainingImage& image, int lanes);

// A network with random weights, as those of a trained one in size.
train::BlockNet RandomNet(uint64_t seed, const prior::BlockShape& shape);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_TRAIN_TRAINING_HELPERS_H_
