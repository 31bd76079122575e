#include "tests/prior/signature.h"

#include <gtest/gtest.h>

#include "tests/prior/block_signature.h"

namespace jackdaw::test {
namespace {

TEST(PriorSignature, IsTheSameForAllKernels) {
  for (const char* name : {"scalar", "avx2", "avx512", "neon"}) {
    const infer::Kernels* kernels = infer::FindKernels(name);
    if (kernels == nullptr) continue;
    EXPECT_EQ(PriorSignature(*kernels), kPriorSignature) << name;
    EXPECT_EQ(BlockSignature(*kernels), kBlockSignature) << name;
  }
}

}  // namespace
}  // namespace jackdaw::test
