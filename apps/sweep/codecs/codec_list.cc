#include "apps/sweep/codecs/codec_list.h"

namespace jackdaw::sweep {

CodecList FindCodecs(const Toolbox& toolbox) {
  CodecList found;
  const auto add = [&](std::unique_ptr<Codec> codec) {
    if (codec != nullptr) found.push_back(std::move(codec));
  };
  add(MakeInputCodec());
  for (const Preset preset : {Preset::kFast, Preset::kDefault, Preset::kParallel}) {
    add(MakeJackdawLosslessCodec(toolbox, preset));
  }
  for (auto* make :
       {MakeJackdawLossyCodec, MakeJackdawTranscodeCodec, MakeCjpegCodec, MakeCjpegJackdawCodec,
        MakeCjxlCodec, MakeCjxlJpegCodec, MakeCwebpCodec, MakeAvifCodec}) {
    add(make(toolbox));
  }
  return found;
}

}  // namespace jackdaw::sweep
