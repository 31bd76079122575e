#include "codec/lossy/enc_sampling_choice.h"

#include <cmath>

#include "codec/lossy/enc_image_curves.h"
#include "codec/lossy/enc_pixel_errors.h"
#include "codec/lossy/enc_target_search.h"

namespace jackdaw::lossy {
namespace {

// Of entropy the smallest scan script takes about this (LossyImage::Estimate).
constexpr double kBytesPerBit = 0.88 / 8;

// What a block of a colour difference takes beside the entropy of its levels, about: in JPEG the
// code that ends it; in .jkd next to nothing. Without it full resolution, which has four times the
// blocks, seems cheaper than it is.
constexpr double kJpegBitsPerBlock = 2, kJkdBitsPerBlock = 0.3;

double BlockBits(const jpeg::Frame& frame, EncodedKind kind) {
  double num_blocks = 0;
  for (size_t i = 1; i < frame.components.size(); ++i) {
    const jpeg::FrameComponent& c = frame.components[i];
    num_blocks += static_cast<double>(c.width_blocks) * c.height_blocks;
  }
  return num_blocks * (kind == EncodedKind::kJpeg ? kJpegBitsPerBlock : kJkdBitsPerBlock);
}

// The bound of colour at a quality is the strict one: with the other, full resolution of colour
// would be chosen where colour counts next to nothing.
ImageCurves CurvesOf(const LossPicture& picture, Criterion criterion, WorkMonitor* monitor) {
  return {
      *picture.frame,
      picture.planes,
      {.model = picture.model, .criterion = criterion, .monitor = monitor, .unit = picture.unit}};
}

// Whether knobs lose more than a target of size or PSNR allows, by the curves.
bool IsBeyond(const ImageCurves& curves, const LossyKnobs& knobs, double num_pixels,
              const EncodeOptions& options) {
  switch (options.target) {
    case LossTarget::kPsnr:
      return PsnrOf(curves.Errors(knobs).all) < options.value;
    case LossTarget::kPsnrLuma:
      return PsnrOf(curves.Errors(knobs).luma) < options.value;
    case LossTarget::kBitsPerPixel:
      return curves.Bits(knobs) * kBytesPerBit < options.value * num_pixels / 8;
    case LossTarget::kSize:
    case LossTarget::kQuality:
    case LossTarget::kLambda:
      break;
  }
  return curves.Bits(knobs) * kBytesPerBit < options.value;
}

// The knobs at which a target will be met, about.
LossyKnobs ExpectedKnobs(const ImageCurves& curves, double num_pixels,
                         const EncodeOptions& options) {
  if (options.target == LossTarget::kQuality) return curves.KnobsAtQuality(options.value);
  if (options.target == LossTarget::kLambda) return EqualKnobs(options.value);
  double low = -10, high = std::log2(kMaxLambda);  // logarithms
  while (high - low > 0.05) {
    const double middle = (low + high) / 2;
    const bool is_beyond = IsBeyond(curves, EqualKnobs(std::exp2(middle)), num_pixels, options);
    (is_beyond ? high : low) = middle;
  }
  return EqualKnobs(std::exp2(low));
}

// Of a colour difference at full resolution, as the distortion weighs it.
double WeightedSquares(const jpeg::CoeffPlane& errors, const WeightPlane& weights) {
  const WeightTable& weight_of = WeightsByCode();
  double sum = 0;
  for (size_t i = 0; i < errors.coeffs.size(); ++i) {
    const double weight =
        weights.codes.empty() ? 1 : static_cast<double>(weight_of[weights.codes[i]]);
    sum += weight * static_cast<double>(errors.coeffs[i] * errors.coeffs[i]);
  }
  return sum;
}

}  // namespace

bool HalfColoursCostLess(const LossPicture& full, const LossPicture& half,
                         std::span<const jpeg::CoeffPlane> errors, const EncodeOptions& options,
                         WorkMonitor* monitor) {
  const Criterion criterion = CriterionOf(options.tune, options.target);
  const ImageCurves full_curves = CurvesOf(full, criterion, monitor);
  const ImageCurves half_curves = CurvesOf(half, criterion, monitor);
  const double num_pixels = static_cast<double>(full.frame->width_px) * full.frame->height_px;
  const LossyKnobs knobs = ExpectedKnobs(full_curves, num_pixels, options);
  const double lambda = knobs.level_lambda;
  const double full_cost =
      full_curves.ColourCost(knobs) + lambda * BlockBits(*full.frame, options.kind);
  double half_cost = half_curves.ColourCost(knobs) + lambda * BlockBits(*half.frame, options.kind);
  const Distortion& distortion = full_curves.distortion();
  for (size_t i = 0; i < errors.size(); ++i) {
    half_cost += distortion.component_weights[i + 1] *
                 WeightedSquares(errors[i], distortion.planes[i + 1]) /
                 static_cast<double>(full.unit * full.unit);
  }
  return half_cost < full_cost;
}

}  // namespace jackdaw::lossy
