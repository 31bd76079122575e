#include "models/infer/byte_kernels.h"

#include <string_view>

#include "models/infer/kernels/byte_tables.h"

namespace jackdaw::infer {
namespace {

constexpr const ByteKernels* kTables[] = {
#if defined(JACKDAW_KERNELS_X86)
    &kAvx512Bytes,
    &kAvx2Bytes,
#endif
#if defined(JACKDAW_KERNELS_NEON)
    &kNeonBytes,
#endif
    &kScalarBytes,
};

}  // namespace

const ByteKernels& ByteKernelsFor(const Kernels& kernels) {
  for (const ByteKernels* table : kTables) {
    if (std::string_view(table->name) == kernels.name) return *table;
  }
  return kScalarBytes;
}

}  // namespace jackdaw::infer
