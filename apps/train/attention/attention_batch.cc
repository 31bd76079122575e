#include "apps/train/attention/attention_batch.h"

#include <cmath>
#include <vector>

#include "codec/jpeg/standard_tables.h"
#include "codec/lossy/enc_distortion.h"
#include "codec/pixels/enc_picture.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr double kHalfColours = 0.6;  // share of batches
constexpr int64_t kLeastQuality = 60, kMostQuality = 95;

pixels::PictureCoefficients Transform(const Tensor& rgb, pixels::ColourSampling sampling) {
  const Tensor interleaved = rgb.permute({1, 2, 0}).round().to(torch::kUInt8).contiguous();
  const PixelView view{
      .width = static_cast<uint32_t>(rgb.size(2)),
      .height = static_cast<uint32_t>(rgb.size(1)),
      .channels = 3,
      .samples8 = {interleaved.data_ptr<uint8_t>(), static_cast<size_t>(interleaved.numel())}};
  return pixels::TransformPixels(view, sampling, nullptr);
}

// Rounds coefficients to multiples of the steps of a JPEG.
void Quantize(int64_t quality, pixels::PictureCoefficients* picture) {
  for (size_t i = 0; i < picture->planes.size(); ++i) {
    const auto steps = jpeg::ScaledQuantTable(
        i > 0 ? jpeg::QuantBase::kChroma : jpeg::QuantBase::kLuma, static_cast<int>(quality), 255);
    std::vector<int16_t>& coeffs = picture->planes[i].coeffs;
    for (size_t at = 0; at < coeffs.size(); ++at) {
      const float step =
          static_cast<float>(steps[at % jpeg::kBlockSize] * pixels::kCoefficientUnit);
      coeffs[at] = static_cast<int16_t>(std::round(static_cast<float>(coeffs[at]) / step) * step);
    }
  }
}

// [blocks][64] -> [64][H][W].
Tensor PlaneOf(std::vector<float> values, const jpeg::CoeffPlane& plane) {
  return torch::from_blob(values.data(), {plane.height_blocks, plane.width_blocks, 64})
      .permute({2, 0, 1})
      .clone(torch::MemoryFormat::Contiguous);
}

Tensor CoeffsOf(const jpeg::CoeffPlane& plane) {
  std::vector<float> values(plane.coeffs.begin(), plane.coeffs.end());
  for (float& value : values) value /= pixels::kCoefficientUnit;
  return PlaneOf(std::move(values), plane);
}

Tensor WeightsOf(const lossy::Distortion& distortion, size_t component,
                 const jpeg::CoeffPlane& plane) {
  const lossy::WeightTable& weight_of = lossy::WeightsByCode();
  const auto scale = static_cast<float>(distortion.component_weights[component]);
  std::vector<float> values;
  values.reserve(plane.coeffs.size());
  for (const uint8_t code : distortion.planes[component].codes) {
    values.push_back(scale * weight_of[code]);
  }
  return PlaneOf(std::move(values), plane);
}

}  // namespace

AttentionBatch NextAttentionBatch(CropSource* source, const AttentionSampling& sampling) {
  const int64_t side = 8 * sampling.size;
  const bool halves = source->Uniform(0, 1) < kHalfColours;
  const pixels::ColourSampling colours =
      halves ? pixels::ColourSampling{2, 2} : pixels::ColourSampling{1, 1};
  std::array<std::vector<Tensor>, 3> coeffs, weights;
  for (int64_t i = 0; i < sampling.batch; ++i) {
    auto picture = Transform(source->Next(side, side, false), colours);
    if (source->Uniform(0, 1) < sampling.twice) {
      Quantize(source->Integer(kLeastQuality, kMostQuality), &picture);
    }
    const lossy::Distortion distortion = lossy::MakeDistortion(
        picture.frame, picture.planes, lossy::ColourModel::kLumaAndColour,
        lossy::Criterion::kVisible, nullptr, nullptr, pixels::kCoefficientUnit);
    for (size_t c = 0; c < 3; ++c) {
      coeffs[c].push_back(CoeffsOf(picture.planes[c]));
      weights[c].push_back(WeightsOf(distortion, c, picture.planes[c]));
    }
  }
  AttentionBatch batch;
  for (size_t c = 0; c < 3; ++c) {
    batch.coeffs[c] = torch::stack(coeffs[c]);
    batch.weights[c] = torch::stack(weights[c]);
  }
  batch.pixels = static_cast<double>(sampling.batch * side * side);
  return batch;
}

}  // namespace jackdaw::train
