#include "apps/sweep/codecs/codec_list.h"

#include <array>
#include <utility>

namespace jackdaw::sweep {
namespace {

// Codecs of other programs.
struct OtherCodec {
  const char* name;
  const char* needs;
  std::unique_ptr<Codec> (*make)(const Toolbox& toolbox);
};

constexpr std::array<OtherCodec, 9> kOtherCodecs = {{
    {"cjpeg", "cjpeg of libjpeg-turbo", MakeCjpegCodec},
    {"cjpeg-progressive", "cjpeg of libjpeg-turbo", MakeCjpegProgressiveCodec},
    {"cjpeg+jackdaw", "cjpeg of libjpeg-turbo", MakeCjpegJackdawCodec},
    {"mozjpeg", "mozcjpeg (cjpeg of mozjpeg)", MakeMozjpegCodec},
    {"cjpegli", "cjpegli", MakeCjpegliCodec},
    {"cjxl", "cjxl and djxl", MakeCjxlCodec},
    {"cjxl-jpeg", "cjxl and djxl", MakeCjxlJpegCodec},
    {"cwebp", "cwebp and dwebp", MakeCwebpCodec},
    {"avifenc", "avifenc and avifdec", MakeAvifCodec},
}};

void AddRestored(const Toolbox& toolbox, const TextureOptions& texture, FoundCodecs* found) {
  const std::string suffix = texture.on ? "-texture" : "-restored";
  std::unique_ptr<Codec> of_input = MakeRestoredCodec(toolbox, "jackdaw-input" + suffix,
                                                      MakeInputCodec(), texture),
                         of_lossy = MakeRestoredCodec(toolbox, "jackdaw-lossy" + suffix,
                                                      MakeJackdawLossyCodec(toolbox), texture);
  if (of_input == nullptr || of_lossy == nullptr) return;
  found->codecs.push_back(std::move(of_input));
  found->codecs.push_back(std::move(of_lossy));
}

}  // namespace

FoundCodecs FindCodecs(const Toolbox& toolbox, std::span<const uint8_t> texture_weights) {
  FoundCodecs found;
  found.codecs.push_back(MakeInputCodec());
  for (const Preset preset : kAllPresets) {
    found.codecs.push_back(MakeJackdawLosslessCodec(toolbox, preset));
  }
  found.codecs.push_back(MakeJackdawLossyCodec(toolbox));
  found.codecs.push_back(MakeJackdawTranscodeCodec(toolbox));
  AddRestored(toolbox, {}, &found);
  AddRestored(toolbox, {.on = true, .weights = texture_weights}, &found);
  for (const OtherCodec& other : kOtherCodecs) {
    std::unique_ptr<Codec> codec = other.make(toolbox);
    if (codec != nullptr) {
      found.codecs.push_back(std::move(codec));
    } else {
      found.missing.push_back({other.name, other.needs});
    }
  }
  return found;
}

}  // namespace jackdaw::sweep
