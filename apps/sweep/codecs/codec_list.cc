#include "apps/sweep/codecs/codec_list.h"

#include <array>

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

}  // namespace

FoundCodecs FindCodecs(const Toolbox& toolbox) {
  FoundCodecs found;
  found.codecs.push_back(MakeInputCodec());
  for (const Preset preset : {Preset::kFast, Preset::kDefault, Preset::kParallel}) {
    found.codecs.push_back(MakeJackdawLosslessCodec(toolbox, preset));
  }
  found.codecs.push_back(MakeJackdawLossyCodec(toolbox));
  found.codecs.push_back(MakeJackdawTranscodeCodec(toolbox));
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
