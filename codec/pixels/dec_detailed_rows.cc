#include "codec/pixels/dec_detailed_rows.h"

#include "codec/pixels/inverse_dct.h"

namespace jackdaw::pixels {

DetailedRows::DetailedRows(const ComponentRows& rows, const BlockBytes& details)
    : details_(details),
      stride_(size_t{details.width_blocks} * 16),
      width_(rows.width()),
      band_(16 * stride_) {
  for (std::vector<float>& row : pair_) row.resize(stride_);
}

uint64_t DetailedRows::AllocatedBytes(const jpeg::FrameComponent& component) {
  return uint64_t{component.width_blocks} * 16 * 18 * sizeof(float);
}

const float* DetailedRows::ImageRow(ComponentRows* rows, uint32_t y) {
  if (pair_row_ != y / 2) MakePair(rows, y / 2);
  return pair_[y % 2].data();
}

void DetailedRows::MakePair(ComponentRows* rows, uint32_t sample_row) {
  if (band_row_ != sample_row / 8) DecodeBand(sample_row / 8);
  for (uint32_t i = 0; i < 2; ++i) {
    const float* shown = rows->ImageRow(2 * sample_row + i);
    const float* details = band_.data() + (sample_row % 8 * 2 + i) * stride_;
    for (size_t x = 0; x < size_t{2} * width_; ++x) pair_[i][x] = shown[x] + details[x];
  }
  const float* samples = rows->SampleRow(sample_row);
  for (size_t x = 0; x < width_; ++x) {
    float* upper = pair_[0].data() + 2 * x;
    float* lower = pair_[1].data() + 2 * x;
    const float move = samples[x] - (upper[0] + upper[1] + lower[0] + lower[1]) / 4;
    for (float* pixel : {upper, upper + 1, lower, lower + 1}) *pixel += move;
  }
  pair_row_ = sample_row;
}

void DetailedRows::DecodeBand(uint32_t block_row) {
  std::array<float, 64> unit{};
  for (size_t k = 0; k < 64; ++k) unit[k] = DetailUnit(k) * kDetailStep * kInverseDctScale;
  for (uint32_t col = 0; col < details_.width_blocks; ++col) {
    const int8_t* details = details_.Block(block_row, col);
    for (size_t part = 0; part < kDetailBlocks; ++part, details += 64) {
      std::array<float, 64> coeffs{};
      for (size_t k = 0; k < 64; ++k) {
        coeffs[jpeg::kZigzagToNatural[k]] = static_cast<float>(details[k]) * unit[k];
      }
      float* to = band_.data() + part / 2 * 8 * stride_ + size_t{col} * 16 + part % 2 * 8;
      InverseDct(coeffs.data(), to, stride_);
    }
  }
  band_row_ = block_row;
}

}  // namespace jackdaw::pixels
