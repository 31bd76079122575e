// Names of presets and outcomes, and the signature of .jkd files.
#include <algorithm>

#include "codec/container/format.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw {

const char* OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kModelled:
      return "modelled";
    case Outcome::kPartial:
      return "partial";
    case Outcome::kStored:
      return "stored";
  }
  return "unknown";
}

const char* PresetName(Preset preset) {
  switch (preset) {
    case Preset::kFast:
      return "fast";
    case Preset::kDefault:
      return "default";
    case Preset::kParallel:
      return "parallel";
    case Preset::kBalanced:
      return "balanced";
  }
  return "unknown";
}

std::optional<Preset> FindPreset(std::string_view name) {
  for (const Preset preset : kAllPresets) {
    if (name == PresetName(preset)) return preset;
  }
  return std::nullopt;
}

bool IsJkd(std::span<const uint8_t> bytes) {
  return bytes.size() >= container::kMagic.size() &&
         std::equal(container::kMagic.begin(), container::kMagic.end(), bytes.begin());
}

}  // namespace jackdaw
