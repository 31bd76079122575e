#include "codec/quant/step_table.h"

#include <algorithm>

namespace jackdaw::quant {

std::vector<QuantClass> FindQuantClasses(const jpeg::Frame& frame) {
  std::vector<QuantClass> classes;
  const bool luma_alone = frame.components.size() == 3;
  for (size_t i = 0; i < frame.components.size(); ++i) {
    const jpeg::FrameComponent& c = frame.components[i];
    const auto same = [&](const QuantClass& other) {
      const size_t first = other.components[0];
      const jpeg::FrameComponent& f = frame.components[first];
      return !(luma_alone && first == 0) && other.quant == c.quant && f.h == c.h && f.v == c.v;
    };
    auto found = std::find_if(classes.begin(), classes.end(), same);
    if (found == classes.end()) found = classes.insert(classes.end(), {{}, c.quant});
    found->components.push_back(static_cast<uint8_t>(i));
  }
  return classes;
}

bool HasValidTables(const jpeg::Frame& frame) {
  return std::all_of(frame.components.begin(), frame.components.end(), [](const auto& c) {
    return std::find(c.quant.begin(), c.quant.end(), 0) == c.quant.end();
  });
}

uint16_t MaxStep(const jpeg::Frame& frame) {
  for (const jpeg::FrameComponent& c : frame.components) {
    if (*std::max_element(c.quant.begin(), c.quant.end()) > 255) return 65535;
  }
  return 255;
}

Quantizer IdentityQuantizer(const FrequencyTable& quant) { return {.steps = quant}; }

FrequencyTable ScaledSteps(const FrequencyTable& steps, uint16_t unit) {
  FrequencyTable scaled{};
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) scaled[k] = static_cast<uint16_t>(steps[k] * unit);
  return scaled;
}

FrequencyTable EffectiveSteps(const FrequencyTable& quant,
                              const std::array<uint32_t, jpeg::kBlockSize>& multipliers_q8,
                              uint16_t max_step) {
  FrequencyTable steps{};
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    const uint64_t step = (uint64_t{quant[k]} * multipliers_q8[k] + 128) >> 8;
    steps[k] =
        static_cast<uint16_t>(std::clamp<uint64_t>(step, quant[k], std::max(quant[k], max_step)));
  }
  return steps;
}

}  // namespace jackdaw::quant
