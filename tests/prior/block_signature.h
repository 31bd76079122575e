// One number that proves that two builds, or two tables of kernels, evaluate the second prior
// alike.
#ifndef JACKDAW_TESTS_PRIOR_BLOCK_SIGNATURE_H_
#define JACKDAW_TESTS_PRIOR_BLOCK_SIGNATURE_H_

#include <cstdint>

#include "models/infer/kernels.h"

namespace jackdaw::test {

// Of all that networks with random weights say about random planes.
uint64_t BlockSignature(const infer::Kernels& kernels);

inline constexpr uint64_t kBlockSignature = 0x19D4BDF64AA15915;

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_PRIOR_BLOCK_SIGNATURE_H_
