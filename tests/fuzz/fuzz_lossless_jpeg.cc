// libFuzzer target: see FuzzLosslessJpeg in fuzz_targets.h.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/fuzz_targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string failure = jackdaw::test::FuzzLosslessJpeg(jackdaw::ByteSpan(data, size));
  if (!failure.empty()) {
    std::fprintf(stderr, "FAILED: %s\n", failure.c_str());
    std::abort();
  }
  return 0;
}
