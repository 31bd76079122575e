// Prints the signatures of both learned priors for a table of kernels (default: all that this
// processor can run); fails if one is not what it should be. Needs no library but our own, so that
// it is easily built for another processor.
#include <cinttypes>
#include <cstdio>
#include <vector>

#include "tests/prior/block_signature.h"
#include "tests/prior/signature.h"

int main(int argc, char** argv) {
  using namespace jackdaw;  // NOLINT
  std::vector<const char*> names(argv + 1, argv + argc);
  if (names.empty()) names = {"scalar", "avx2", "avx512", "neon"};
  int result = 0;
  for (const char* name : names) {
    const infer::Kernels* kernels = infer::FindKernels(name);
    if (kernels == nullptr) {
      std::printf("%s: not here\n", name);
      if (argc > 1) result = 1;
      continue;
    }
    const uint64_t first = test::PriorSignature(*kernels);
    const uint64_t second = test::BlockSignature(*kernels);
    const bool is_right = first == test::kPriorSignature && second == test::kBlockSignature;
    std::printf("%s: %016" PRIx64 " %016" PRIx64 "%s\n", name, first, second,
                is_right ? "" : " WRONG");
    if (!is_right) result = 1;
  }
  return result;
}
