// What encode asks for beside the loss.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_ENCODE_FLAGS_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_ENCODE_FLAGS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "jackdaw/encode.h"

namespace jackdaw::app {

// Where no option chooses the loss.
inline constexpr double kEncodeQuality = 90;

using RgbColour = std::array<uint8_t, 3>;

struct EncodeFlags {
  std::optional<EncodedKind> kind;  // none: by the name of the output, else JPEG
  ChromaSampling sampling = ChromaSampling::kAuto;
  std::optional<RgbColour> background;  // under transparent pixels
};

// "444", "422", "420" or "auto".
const char* SamplingText(ChromaSampling sampling);

// "#rrggbb", with or without '#', "#rgb", "white", "black" or "grey".
std::optional<RgbColour> ParseColour(const std::string& text);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_ENCODE_FLAGS_H_
