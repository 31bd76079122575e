#include "codec/lossy/enc_lossy_input.h"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "codec/coeff/block_work.h"
#include "codec/jpeg/colour_space.h"
#include "codec/lossy/enc_target_search.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {
namespace {

constexpr int kMaxAc = 1023, kMinDc = -1024, kMaxDc = 1023;  // of 8-bit samples (T.81 F.1.2)
// JPEG_MAX_DIMENSION of libjpeg, which writes plain JPEG and which many viewers use.
constexpr uint32_t kMaxLibjpegSide = 65500;

Error Invalid(std::string message) {
  return Error{ErrorCode::kInvalidArgument, 0, std::move(message)};
}
bool InRange(const jpeg::Frame& frame, const std::vector<jpeg::CoeffPlane>& planes) {
  for (size_t i = 0; i < planes.size(); ++i) {
    const std::vector<int16_t>& coeffs = planes[i].coeffs;
    for (size_t b = 0; b < coeffs.size(); b += jpeg::kBlockSize) {
      if (coeffs[b] < kMinDc || coeffs[b] > kMaxDc) return false;
      for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
        if (std::abs(int{coeffs[b + k]}) > kMaxAc) return false;
      }
    }
  }
  return !frame.components.empty();
}

}  // namespace

Error NoLossyResult(const std::string& what) {
  return Error{ErrorCode::kUnsupported, 0,
               what +
                   ": the picture cannot be coded anew (jackdaw compress without a loss keeps "
                   "the file exactly)"};
}

Status CheckLossTarget(LossTarget target, double value) {
  switch (target) {
    case LossTarget::kQuality:
      if (value >= 0 && value <= 100) return OkStatus();
      return Invalid("quality must be in 0..100");
    case LossTarget::kLambda:
      if (value >= 0 && value <= kMaxLambda) return OkStatus();
      return Invalid("lambda must be in 0..1000000");
    case LossTarget::kBitsPerPixel:
    case LossTarget::kPsnr:
    case LossTarget::kPsnrLuma:
    case LossTarget::kSize:
      if (value > 0 && value <= 1e15) return OkStatus();
      return Invalid("the target must be above 0");
  }
  return Invalid("unknown target");
}

Status CheckLossInput(const jpeg::SplitJpegResult& split) {
  if (split.frame.precision != 8) {
    return NoLossyResult(std::to_string(split.frame.precision) + "-bit samples");
  }
  if (!split.IsWhole()) {
    return NoLossyResult("damaged or truncated scan data");
  }
  if (std::max(split.frame.width_px, split.frame.height_px) > kMaxLibjpegSide) {
    return NoLossyResult("more than 65500 pixels on a side");
  }
  if (!quant::HasValidTables(split.frame)) return NoLossyResult("a quantization table with zeros");
  if (!InRange(split.frame, split.planes)) return NoLossyResult("coefficients out of range");
  return OkStatus();
}

uint64_t LossWork(std::span<const jpeg::CoeffPlane> planes) {
  constexpr coeff::BlockWork kWork = coeff::kWorkOfPrior;
  uint64_t units = 0;
  for (const jpeg::CoeffPlane& plane : planes) {
    const auto num_zeros =
        static_cast<uint64_t>(std::count(plane.coeffs.begin(), plane.coeffs.end(), 0));
    units += plane.coeffs.size() / jpeg::kBlockSize * kWork.coded;
    units += (plane.coeffs.size() - num_zeros) * kWork.nonzero;
  }
  return units;
}

LossPicture PictureOf(const jpeg::SplitJpegResult& split) {
  return {.frame = &split.frame, .planes = split.planes, .model = ColourModelOf(split)};
}

ColourModel ColourModelOf(const jpeg::SplitJpegResult& split) {
  switch (jpeg::FindColourSpace(split.frame, split.skeleton)) {
    case jpeg::ColourSpace::kYcc:
      return ColourModel::kLumaAndColour;
    case jpeg::ColourSpace::kYcck:
      return ColourModel::kLumaColourAndBlack;
    default:
      return ColourModel::kAlike;
  }
}

}  // namespace jackdaw::lossy
