// The codecs that a sweep knows. Each Make function is in the file of its name; it gives null when
// what it needs is not installed or not built in.
#ifndef JACKDAW_APPS_SWEEP_CODECS_CODEC_LIST_H_
#define JACKDAW_APPS_SWEEP_CODECS_CODEC_LIST_H_

#include <memory>

#include "apps/sweep/codecs/codec.h"
#include "apps/sweep/codecs/toolbox.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw::sweep {

// "input": the JPEG as it is.
std::unique_ptr<Codec> MakeInputCodec();
// "jackdaw-lossless-PRESET": .jkd files of the input as it is, in this process.
std::unique_ptr<Codec> MakeJackdawLosslessCodec(const Toolbox& toolbox, Preset preset);
// "jackdaw-lossy": .jkd files by `jackdaw compress` with --quality or --lambda.
std::unique_ptr<Codec> MakeJackdawLossyCodec(const Toolbox& toolbox);
// "jackdaw-transcode": JPEG files by `jackdaw transcode` with --quality or --lambda.
std::unique_ptr<Codec> MakeJackdawTranscodeCodec(const Toolbox& toolbox);
// "cjpeg": cjpeg -quality with optimised Huffman tables.
std::unique_ptr<Codec> MakeCjpegCodec(const Toolbox& toolbox);
// "cjpeg+jackdaw": the files of "cjpeg", packed by jackdaw's preset "default".
std::unique_ptr<Codec> MakeCjpegJackdawCodec(const Toolbox& toolbox);
// "cjxl": JPEG XL from pixels, by distance.
std::unique_ptr<Codec> MakeCjxlCodec(const Toolbox& toolbox);
// "cjxl-jpeg": JPEG XL that keeps the JPEG itself.
std::unique_ptr<Codec> MakeCjxlJpegCodec(const Toolbox& toolbox);
// "cwebp": lossy WebP, by quality.
std::unique_ptr<Codec> MakeCwebpCodec(const Toolbox& toolbox);
// "avifenc": AVIF, by quantizer.
std::unique_ptr<Codec> MakeAvifCodec(const Toolbox& toolbox);

// All that can be used here, in the order above.
CodecList FindCodecs(const Toolbox& toolbox);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_CODECS_CODEC_LIST_H_
