#include "codec/lossy/enc_encode.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "codec/jpeg/enc_metadata.h"
#include "codec/jpeg/enc_picture_segments.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_chosen_image.h"
#include "codec/lossy/enc_loss_picture.h"
#include "codec/lossy/enc_lossy_file.h"
#include "codec/lossy/enc_lossy_image.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/lossy/enc_sampling_choice.h"
#include "codec/lossy/enc_target_search.h"
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
  return {.frame = &picture.frame,
          .planes = picture.planes,
          .unit = pixels::kCoefficientUnit,
          .is_rgb = false};
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

// The lambda at which a target will be met, about.
double ExpectedLambda(const LossPicture& picture, const EncodeOptions& options) {
  if (options.target == LossTarget::kQuality) return LambdaAtQuality(options.value);
  if (options.target == LossTarget::kLambda) return options.value;
  const LossyImage image(*picture.frame, picture.planes, picture.has_colour_difference(), nullptr,
                         picture.unit);
  const double num_pixels = double(picture.frame->width_px) * picture.frame->height_px;
  const auto is_beyond = [&](double lambda) {
    const LossEstimate estimate = image.Estimate(lambda);
    if (options.target == LossTarget::kPsnr) {
      return estimate.mean_squared_error > 255.0 * 255.0 / std::pow(10, options.value / 10);
    }
    const double bits_per_unit = options.target == LossTarget::kBitsPerPixel ? num_pixels / 8 : 1;
    return estimate.bytes < options.value * bits_per_unit;
  };
  double low = -10, high = std::log2(kMaxLambda);  // logarithms
  while (high - low > 0.05) {
    const double middle = (low + high) / 2;
    (is_beyond(std::exp2(middle)) ? high : low) = middle;
  }
  return std::exp2(low);
}

struct Chosen {
  ChromaSampling sampling = ChromaSampling::k444;
  pixels::PictureCoefficients picture;
};

Chosen ChooseSampling(const PixelView& view, const EncodeOptions& options, WorkMonitor* monitor) {
  Chosen full{ChromaSampling::k444, pixels::TransformPixels(view, kFull, monitor)};
  Chosen half{ChromaSampling::k420, pixels::TransformPixels(view, kHalf, monitor)};
  const double lambda = ExpectedLambda(AsLossPicture(full.picture), options);
  const double weight =
      options.kind == EncodedKind::kJkd ? kJkdColourWeight : kTranscodeColourWeight;
  const std::vector<jpeg::CoeffPlane> errors = pixels::ColourErrors(view, kHalf, monitor);
  const double full_cost = ColourCost(AsLossPicture(full.picture), {}, weight, lambda);
  const double half_cost = ColourCost(AsLossPicture(half.picture), errors, weight, lambda);
  return half_cost < full_cost ? std::move(half) : std::move(full);
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
  const jpeg::Metadata metadata{.segments = jpeg::PictureSegments(options.icc, options.exif),
                                .tail = {}};
  EncodeResult result;
  result.sampling = chosen.sampling;
  if (options.kind == EncodedKind::kJkd) {
    Result<LossyResult> made = EncodeJkd(
        picture, metadata,
        {.target = options.target, .value = options.value, .compress = options.compress}, tools);
    if (!made.ok()) return made.error();
    result.bytes = std::move(made.value().bytes);
    result.lambda = made.value().lambda;
    result.psnr_db = made.value().psnr_db;
    return result;
  }
  Result<TranscodeResult> made = EncodeJpeg(
      picture, metadata, {.target = options.target, .value = options.value, .scans = options.scans},
      tools.monitor);
  if (!made.ok()) return made.error();
  result.bytes = std::move(made.value().bytes);
  result.progressive = made.value().progressive;
  result.lambda = made.value().lambda;
  result.psnr_db = made.value().psnr_db;
  return result;
}

}  // namespace jackdaw::lossy
