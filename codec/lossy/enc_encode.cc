#include "codec/lossy/enc_encode.h"

#include <string>
#include <utility>

#include "base/bytes.h"
#include "codec/jpeg/enc_metadata.h"
#include "codec/jpeg/enc_picture_segments.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_loss_picture.h"
#include "codec/lossy/enc_lossy_file.h"
#include "codec/lossy/enc_sampling_choice.h"
#include "codec/lossy/enc_transcode.h"
#include "codec/pixels/enc_picture.h"

namespace jackdaw::lossy {
namespace {

// Beside the coefficients: levels of up to four candidates, the writer's copy, the check's,
// samples; in planes.
constexpr uint64_t kPlaneCopies = 7;
constexpr pixels::ColourSampling kFull{1, 1}, kHalfWidth{2, 1}, kHalf{2, 2};

pixels::ColourSampling SamplingOf(ChromaSampling sampling) {
  if (sampling == ChromaSampling::k422) return kHalfWidth;
  return sampling == ChromaSampling::k420 ? kHalf : kFull;
}

LossPicture AsLossPicture(const pixels::PictureCoefficients& picture) {
  const bool is_grey = picture.frame.components.size() == 1;
  return {.frame = &picture.frame,
          .planes = picture.planes,
          .model = is_grey ? ColourModel::kAlike : ColourModel::kLumaAndColour,
          .unit = pixels::kCoefficientUnit};
}

Status CheckMemory(const PixelView& view, const EncodeOptions& options) {
  const bool is_open = options.sampling == ChromaSampling::kAuto && view.channels == 3;
  uint64_t bytes = kPlaneCopies * jpeg::PlaneBytes(pixels::PictureFrame(view, kFull));
  bytes += pixels::TransformBytes(view, is_open ? kHalf : SamplingOf(options.sampling));
  if (is_open) bytes += pixels::TransformBytes(view, kFull);
  if (bytes <= options.compress.memory_limit) return OkStatus();
  constexpr uint64_t kMiB = uint64_t{1} << 20;
  return Error{ErrorCode::kLimitExceeded, 0,
               std::to_string(view.width) + " x " + std::to_string(view.height) +
                   " pixels need up to " + std::to_string((bytes + kMiB - 1) / kMiB) +
                   " MiB, more than the memory limit"};
}

struct Chosen {
  ChromaSampling sampling = ChromaSampling::k444;
  pixels::PictureCoefficients picture;
};

Chosen ChooseSampling(const PixelView& view, const EncodeOptions& options, WorkMonitor* monitor) {
  Chosen full{ChromaSampling::k444, pixels::TransformPixels(view, kFull, monitor)};
  Chosen half{ChromaSampling::k420, pixels::TransformPixels(view, kHalf, monitor)};
  const std::vector<jpeg::CoeffPlane> errors = pixels::ColourErrors(view, kHalf, monitor);
  const bool is_half = HalfColoursCostLess(AsLossPicture(full.picture), AsLossPicture(half.picture),
                                           errors, options, monitor);
  return is_half ? std::move(half) : std::move(full);
}

Chosen Transform(const PixelView& view, const EncodeOptions& options, WorkMonitor* monitor) {
  if (view.channels == 1) {
    return {ChromaSampling::k444, pixels::TransformPixels(view, kFull, monitor)};
  }
  if (options.sampling == ChromaSampling::kAuto) return ChooseSampling(view, options, monitor);
  return {options.sampling, pixels::TransformPixels(view, SamplingOf(options.sampling), monitor)};
}

}  // namespace

Result<EncodeResult> EncodePixels(const PixelView& view, const EncodeOptions& options,
                                  const coeff::Tools& tools) {
  const Status fits = CheckMemory(view, options);
  if (!fits.ok()) return fits.error();
  const Chosen chosen = Transform(view, options, tools.monitor);
  if (IsCancelled(tools.monitor)) return CancelledError();
  const LossPicture picture = AsLossPicture(chosen.picture);
  jpeg::Metadata metadata;
  metadata.segments = jpeg::PictureSegments(options.icc, options.exif);
  EncodeResult result;
  result.sampling = chosen.sampling;
  if (options.kind == EncodedKind::kJkd) {
    Result<LossyResult> made = EncodeJkd(picture, metadata,
                                         {.target = options.target,
                                          .value = options.value,
                                          .tune = options.tune,
                                          .attention = options.attention,
                                          .refine = options.refine,
                                          .compress = options.compress},
                                         tools);
    if (!made.ok()) return made.error();
    result.bytes = std::move(made.value().bytes);
    result.lambda = made.value().lambda;
    result.psnr_db = made.value().psnr_db;
    result.psnr_luma_db = made.value().psnr_luma_db;
    return result;
  }
  Result<TranscodeResult> made = EncodeJpeg(picture, metadata,
                                            {.target = options.target,
                                             .value = options.value,
                                             .tune = options.tune,
                                             .attention = options.attention,
                                             .refine = options.refine,
                                             .scans = options.scans},
                                            tools.monitor);
  if (!made.ok()) return made.error();
  result.bytes = std::move(made.value().bytes);
  result.progressive = made.value().progressive;
  result.lambda = made.value().lambda;
  result.psnr_db = made.value().psnr_db;
  result.psnr_luma_db = made.value().psnr_luma_db;
  return result;
}

}  // namespace jackdaw::lossy
