#include "codec/lossy/enc_level_loss.h"

#include <algorithm>

namespace jackdaw::lossy {
namespace {

constexpr double kMostDifferent = 4;
constexpr uint32_t kRowsTaken = 4, kRowsOf = 16, kFewRows = 32;

}  // namespace

ClassLoss LossOfLevels(const jpeg::FrameComponent& component, const jpeg::CoeffPlane& plane,
                       const WeightPlane& weights, const jpeg::CoeffPlane& levels,
                       const quant::FrequencyTable& steps, uint16_t unit) {
  const WeightTable& weight_of = WeightsByCode();
  ClassLoss loss;
  for (uint32_t row = 0; row < component.height_blocks; ++row) {
    for (uint32_t column = 0; column < component.width_blocks; ++column) {
      const int16_t* coeffs = plane.Block(row, column);
      const int16_t* chosen = levels.Block(row, column);
      const uint8_t* codes = weights.Block(size_t{row} * plane.width_blocks + column);
      for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
        if (coeffs[k] == 0 && chosen[k] == 0) continue;
        const double error = static_cast<double>(coeffs[k]) * component.quant[k] / unit -
                             static_cast<double>(chosen[k]) * steps[k];
        loss.squared_error += error * error;
        loss.distortion +=
            error * error * (codes == nullptr ? 1 : static_cast<double>(weight_of[codes[k]]));
      }
    }
  }
  return loss;
}

ClassLoss RatioOfLosses(const ClassLoss& measured, const ClassLoss& expected) {
  const auto ratio = [](double a, double b) {
    return b > 0 ? std::clamp(a / b, 1 / kMostDifferent, kMostDifferent) : 1;
  };
  return {ratio(measured.distortion, expected.distortion),
          ratio(measured.squared_error, expected.squared_error)};
}

ImageSample TakeSample(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                       std::span<const WeightPlane> weights) {
  ImageSample sample{frame, {}, {}};
  if (frame.mcu_rows < kFewRows) {
    sample.planes.assign(planes.begin(), planes.end());
    sample.weights.assign(weights.begin(), weights.end());
    return sample;
  }
  std::vector<uint32_t> mcu_rows;
  for (uint32_t row = kRowsTaken; row + kRowsTaken <= frame.mcu_rows; row += kRowsOf) {
    for (uint32_t i = 0; i < kRowsTaken; ++i) mcu_rows.push_back(row + i);
  }
  const auto num_rows = static_cast<uint32_t>(mcu_rows.size());
  sample.frame.mcu_rows = num_rows;
  sample.frame.height_px = num_rows * frame.vmax * 8;
  for (size_t i = 0; i < planes.size(); ++i) {
    jpeg::FrameComponent& c = sample.frame.components[i];
    c.height_blocks = c.padded_height_blocks = num_rows * c.v;
    const size_t row_length = size_t{c.padded_width_blocks} * jpeg::kBlockSize * c.v;
    jpeg::CoeffPlane plane{c.padded_width_blocks, c.padded_height_blocks, {}};
    WeightPlane weight;
    for (const uint32_t row : mcu_rows) {
      const auto begin = static_cast<std::ptrdiff_t>(row * row_length);
      const auto end = begin + static_cast<std::ptrdiff_t>(row_length);
      plane.coeffs.insert(plane.coeffs.end(), planes[i].coeffs.begin() + begin,
                          planes[i].coeffs.begin() + end);
      if (weights[i].codes.empty()) continue;
      weight.codes.insert(weight.codes.end(), weights[i].codes.begin() + begin,
                          weights[i].codes.begin() + end);
    }
    sample.planes.push_back(std::move(plane));
    sample.weights.push_back(std::move(weight));
  }
  return sample;
}

}  // namespace jackdaw::lossy
