// Which targets and which images lossy modes take, and what a quality stands for.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSSY_INPUT_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSSY_INPUT_H_

#include <span>
#include <string>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_distortion.h"
#include "codec/lossy/enc_loss_picture.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw::lossy {

// kUnsupported, with what is left to do.
Error NoLossyResult(const std::string& what);

// kInvalidArgument for a value that makes no sense for the target.
Status CheckLossTarget(LossTarget target, double value);

// kUnsupported for damage, samples of other than 8 bits, sides above libjpeg's limit, tables with
// zeros, and coefficients beyond those of 8-bit samples (-1024..1023 for DC, +-1023 for AC).
Status CheckLossInput(const jpeg::SplitJpegResult& split);

// Work of a search for a target, in units of WorkMeter (about 10 ns), by the size of the input, so
// that small files of many blocks, of which a bit is one, cannot take minutes. A coding of
// photographs takes 200 to 1500 units a byte.
inline constexpr uint64_t kFreeLossWork = 400'000'000;
inline constexpr uint64_t kLossWorkPerByte = 50'000;
constexpr uint64_t MaxLossWork(uint64_t num_bytes) {
  return kFreeLossWork + kLossWorkPerByte * num_bytes;
}
// The same for pixels, by what their samples take.
constexpr uint64_t MaxWorkOfPixels(const jpeg::Frame& frame) {
  return MaxLossWork(uint64_t{frame.width_px} * frame.height_px * 3);
}
// Work of one coding, at most: as much as if no block repeated another.
uint64_t LossWork(std::span<const jpeg::CoeffPlane> planes);

// The coefficients of a JPEG, which must outlive the result.
LossPicture PictureOf(const jpeg::SplitJpegResult& split);

ColourModel ColourModelOf(const jpeg::SplitJpegResult& split);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSSY_INPUT_H_
