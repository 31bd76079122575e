// One number for all that the learned prior computes on a fixed corpus.
#ifndef JACKDAW_TESTS_PRIOR_SIGNATURE_H_
#define JACKDAW_TESTS_PRIOR_SIGNATURE_H_

#include <cstdint>

#include "models/infer/kernels.h"

namespace jackdaw::test {

// A hash of every mixture of random planes with random networks of the shipped and of odd shapes,
// with and without guide. Must not depend on the kernels, the compiler or its options.
uint64_t PriorSignature(const infer::Kernels& kernels);

// What it is.
inline constexpr uint64_t kPriorSignature = 0x8F94C5C00C073ABA;

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_PRIOR_SIGNATURE_H_
