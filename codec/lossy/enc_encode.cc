#include "codec/lossy/enc_encode.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/errors.h"
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
  return TooLittleMemory("the coefficients of " + std::to_string(view.width) + " x " +
                             std::to_string(view.height) +
                             " pixels, beside the pixels themselves, need",
                         bytes);
}

struct Chosen {
  ChromaSampling sampling = ChromaSampling::k444;
  pixels::PictureCoefficients picture;
};

// What a target of size leaves for the picture itself.
EncodeOptions WithoutMetadata(const PixelView& view, EncodeOptions options) {
  const auto metadata = static_cast<double>(options.icc.size() + options.exif.size());
  const double num_pixels = static_cast<double>(view.width) * view.height;
  if (options.target == LossTarget::kSize) {
    options.value = std::max(options.value - metadata, 1.0);
  } else if (options.target == LossTarget::kBitsPerPixel) {
    options.value = std::max(options.value - 8 * metadata / num_pixels, 8 / num_pixels);
  }
  return options;
}

Chosen ChooseSampling(const PixelView& view, const EncodeOptions& options, WorkMonitor* monitor) {
  Chosen full{ChromaSampling::k444, pixels::TransformPixels(view, kFull, monitor)};
  Chosen half{ChromaSampling::k420, pixels::TransformPixels(view, kHalf, monitor)};
  const std::vector<jpeg::CoeffPlane> errors = pixels::ColourErrors(view, kHalf, monitor);
  const bool is_half = HalfColoursCostLess(AsLossPicture(full.picture), AsLossPicture(half.picture),
                                           errors, WithoutMetadata(view, options), monitor);
  return is_half ? std::move(half) : std::move(full);
}

Chosen Transform(const PixelView& view, const EncodeOptions& options, ChromaSampling sampling,
                 WorkMonitor* monitor) {
  if (view.channels == 1) {
    return {ChromaSampling::k444, pixels::TransformPixels(view, kFull, monitor)};
  }
  if (sampling == ChromaSampling::kAuto) return ChooseSampling(view, options, monitor);
  return {sampling, pixels::TransformPixels(view, SamplingOf(sampling), monitor)};
}

// sampling: which; if it is to be chosen, it becomes what was chosen.
Result<EncodeResult> EncodeSampled(const PixelView& view, const EncodeOptions& options,
                                   const coeff::Tools& tools, ChromaSampling* sampling) {
  const Chosen chosen = Transform(view, options, *sampling, tools.monitor);
  *sampling = chosen.sampling;
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

}  // namespace

Result<EncodeResult> EncodePixels(const PixelView& view, const EncodeOptions& options,
                                  const coeff::Tools& tools) {
  const Status fits = CheckMemory(view, options);
  if (!fits.ok()) return fits.error();
  ChromaSampling sampling = options.sampling;
  Result<EncodeResult> result = EncodeSampled(view, options, tools, &sampling);
  // Where a target is out of reach with the sampling that was chosen, the other one may reach it.
  if (result.ok() || view.channels == 1 || options.sampling != ChromaSampling::kAuto ||
      result.error().code != ErrorCode::kInvalidArgument) {
    return result;
  }
  sampling = sampling == ChromaSampling::k444 ? ChromaSampling::k420 : ChromaSampling::k444;
  Result<EncodeResult> other = EncodeSampled(view, options, tools, &sampling);
  return other.ok() || IsCancelled(tools.monitor) ? std::move(other) : std::move(result);
}

}  // namespace jackdaw::lossy
