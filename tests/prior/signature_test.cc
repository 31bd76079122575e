#include "tests/prior/signature.h"

#include <gtest/gtest.h>

namespace jackdaw::test {
namespace {

TEST(PriorSignature, IsTheSameForAllKernels) {
  for (const char* name : {"scalar", "avx2", "avx512", "neon"}) {
    const Kernels* kernels = FindKernels(name);
    if (kernels == nullptr) continue;
    EXPECT_EQ(PriorSignature(*kernels), kPriorSignature) << name;
  }
}

}  // namespace
}  // namespace jackdaw::test
