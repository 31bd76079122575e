#include <algorithm>
#include <string>

#include "codec/coeff/slices/coeff_codec.h"
#include "codec/container/header.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/version.h"
#include "models/infer/kernels.h"

// The build defines JACKDAW_VERSION and JACKDAW_COMMIT for this file alone.

namespace jackdaw {
namespace {

BuildInfo::Model Describe(Preset preset, coeff::CoeffPreset coeff_preset) {
  BuildInfo::Model model{PresetName(preset), {}};
  std::ranges::copy(container::ModelHashText(coeff::ModelId(coeff_preset)), model.id.begin());
  return model;
}

}  // namespace

BuildInfo GetBuildInfo() {
  return {JACKDAW_VERSION,
          JACKDAW_COMMIT,
          infer::DefaultKernels().name,
          {Describe(Preset::kBalanced, coeff::CoeffPreset::kBlocks),
           Describe(Preset::kDefault, coeff::CoeffPreset::kDefault),
           Describe(Preset::kParallel, coeff::CoeffPreset::kParallel)}};
}

}  // namespace jackdaw
