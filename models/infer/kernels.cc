#include "models/infer/kernels.h"

#include <string_view>

#include "base/cpu_features.h"
#include "models/infer/kernels/kernel_tables.h"

namespace jackdaw::infer {
namespace {

struct Candidate {
  const Kernels* kernels;
  bool (*runs_on)(const CpuFeatures&);
};

bool Always(const CpuFeatures& /*features*/) { return true; }

// The fastest first.
constexpr Candidate kCandidates[] = {
#if defined(JACKDAW_KERNELS_X86)
    {&kAvx512Kernels, [](const CpuFeatures& features) { return features.avx512; }},
    {&kAvx2Kernels, [](const CpuFeatures& features) { return features.avx2; }},
#endif
#if defined(JACKDAW_KERNELS_NEON)
    {&kNeonKernels, Always},  // every 64-bit ARM has it
#endif
    {&kScalarKernels, Always},
};

const Kernels& ChooseKernels(const CpuFeatures& features) {
  for (const Candidate& candidate : kCandidates) {
    if (candidate.runs_on(features)) return *candidate.kernels;
  }
  return kScalarKernels;
}

}  // namespace

const Kernels* FindKernels(const char* name) {
  for (const Candidate& candidate : kCandidates) {
    if (std::string_view(name) == candidate.kernels->name) {
      return candidate.runs_on(DetectCpuFeatures()) ? candidate.kernels : nullptr;
    }
  }
  return nullptr;
}

const Kernels& DefaultKernels() {
  static const Kernels& kernels = ChooseKernels(DetectCpuFeatures());
  return kernels;
}

}  // namespace jackdaw::infer
