#include "models/infer/kernels.h"

#include <cstdlib>
#include <string_view>

#include "models/infer/kernels/kernel_tables.h"

namespace jackdaw::infer {
namespace {

#if defined(JACKDAW_KERNELS_X86)
bool HasAvx2() { return __builtin_cpu_supports("avx2") != 0; }
bool HasAvx512() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512vnni") != 0 && __builtin_cpu_supports("avx512cd") != 0;
}
#endif

struct Candidate {
  const Kernels* kernels;
  bool (*runs_here)();
};

bool Always() { return true; }

// The fastest first.
constexpr Candidate kCandidates[] = {
#if defined(JACKDAW_KERNELS_X86)
    {&kAvx512Kernels, HasAvx512},
    {&kAvx2Kernels, HasAvx2},
#endif
#if defined(JACKDAW_KERNELS_NEON)
    {&kNeonKernels, Always},  // every 64-bit ARM has it
#endif
    {&kScalarKernels, Always},
};

const Kernels& ChooseKernels() {
  if (const char* name = std::getenv("JACKDAW_KERNELS"); name != nullptr) {
    if (const Kernels* kernels = FindKernels(name); kernels != nullptr) return *kernels;
  }
  for (const Candidate& candidate : kCandidates) {
    if (candidate.runs_here()) return *candidate.kernels;
  }
  return kScalarKernels;
}

}  // namespace

const Kernels* FindKernels(const char* name) {
  for (const Candidate& candidate : kCandidates) {
    if (std::string_view(name) == candidate.kernels->name) {
      return candidate.runs_here() ? candidate.kernels : nullptr;
    }
  }
  return nullptr;
}

const Kernels& DefaultKernels() {
  static const Kernels& kernels = ChooseKernels();
  return kernels;
}

}  // namespace jackdaw::infer
