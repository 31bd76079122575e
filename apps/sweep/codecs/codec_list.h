// The codecs that a sweep knows. Each Make function is in the file of its name; it gives null when
// what it needs is not installed or not built in.
#ifndef JACKDAW_APPS_SWEEP_CODECS_CODEC_LIST_H_
#define JACKDAW_APPS_SWEEP_CODECS_CODEC_LIST_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "apps/sweep/codecs/codec.h"
#include "apps/sweep/codecs/toolbox.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw::sweep {

// "input": the JPEG as it is.
std::unique_ptr<Codec> MakeInputCodec();
// "jackdaw-lossless-PRESET": .jkd files of the input as it is, in this process.
std::unique_ptr<Codec> MakeJackdawLosslessCodec(const Toolbox& toolbox, Preset preset);
// "jackdaw-lossy": .jkd files with a loss, by quality, and the pixels that they give.
std::unique_ptr<Codec> MakeJackdawLossyCodec(const Toolbox& toolbox);
// The files of another codec of JPEG or .jkd files, restored when they are decoded: called `name`,
// on request. texture: its networks must outlive the codec. Null where restoration is not there.
std::unique_ptr<Codec> MakeRestoredCodec(const Toolbox& toolbox, const std::string& name,
                                         std::unique_ptr<Codec> files,
                                         const TextureOptions& texture);
// "jackdaw-transcode": JPEG files by Transcode, by quality.
std::unique_ptr<Codec> MakeJackdawTranscodeCodec(const Toolbox& toolbox);
// "cjpeg": cjpeg -quality with optimised Huffman tables; "cjpeg-progressive": the same with
// progressive scans. Of libjpeg-turbo alone.
std::unique_ptr<Codec> MakeCjpegCodec(const Toolbox& toolbox);
std::unique_ptr<Codec> MakeCjpegProgressiveCodec(const Toolbox& toolbox);
// "cjpeg+jackdaw": the files of "cjpeg", packed by jackdaw's preset "default".
std::unique_ptr<Codec> MakeCjpegJackdawCodec(const Toolbox& toolbox);
// "mozjpeg": cjpeg -quality of mozjpeg, called mozcjpeg, cjpeg-mozjpeg or cjpeg.
std::unique_ptr<Codec> MakeMozjpegCodec(const Toolbox& toolbox);
// "cjpegli": jpegli, by quality.
std::unique_ptr<Codec> MakeCjpegliCodec(const Toolbox& toolbox);
// "cjxl": JPEG XL from pixels, by distance.
std::unique_ptr<Codec> MakeCjxlCodec(const Toolbox& toolbox);
// "cjxl-jpeg": JPEG XL that keeps the JPEG itself.
std::unique_ptr<Codec> MakeCjxlJpegCodec(const Toolbox& toolbox);
// "cwebp": lossy WebP, by quality.
std::unique_ptr<Codec> MakeCwebpCodec(const Toolbox& toolbox);
// "avifenc": AVIF, by quantizer.
std::unique_ptr<Codec> MakeAvifCodec(const Toolbox& toolbox);

// A codec whose programs are not installed.
struct MissingCodec {
  std::string name, needs;
};
struct FoundCodecs {
  CodecList codecs;  // all that can be used here, in the order above
  std::vector<MissingCodec> missing;
};
// texture_weights: of the codecs whose name says texture, as TextureOptions has them; must outlive
// the codecs.
FoundCodecs FindCodecs(const Toolbox& toolbox, std::span<const uint8_t> texture_weights = {});

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_CODECS_CODEC_LIST_H_
