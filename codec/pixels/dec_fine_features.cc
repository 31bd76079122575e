#include "codec/pixels/dec_fine_features.h"

#include <algorithm>
#include <array>

#include "codec/pixels/forward_dct.h"
#include "codec/pixels/inverse_dct.h"

namespace jackdaw::pixels {
namespace {

constexpr size_t kSamplesInCell = size_t{restoration::kFineCell} * restoration::kFineCell;
constexpr size_t kFeaturesOfCell = restoration::kFineShape.features();

// Samples of coefficients: [64] zigzag, orthonormal -> 8 rows, `stride` apart.
void Transform(const std::array<float, 64>& coeffs, float* samples, size_t stride) {
  std::array<float, 64> natural;
  for (size_t k = 0; k < 64; ++k) {
    natural[jpeg::kZigzagToNatural[k]] = coeffs[k] * kInverseDctScale;
  }
  InverseDct(natural.data(), samples, stride);
}

}  // namespace

FineFeatures::FineFeatures(const LevelFeatures& levels, const BlockBytes& said,
                           const TurnedPlaces& places)
    : levels_(levels), said_(said), places_(places), per_error_(1 / levels.Error()) {}

void FineFeatures::ReadBlocks(uint32_t block_row, restoration::LatticeRange block_cols) {
  const size_t width = size_t{8} * block_cols.size();
  so_far_.resize(8 * width);
  difference_.resize(8 * width);
  std::array<float, 64> plain, corrections, turned;
  for (uint32_t col = block_cols.begin; col < block_cols.end; ++col) {
    const TurnedPlaces::Place place = places_.BlockAt(block_row, col);
    const int8_t* said = said_.Block(place.row, place.col);
    levels_.Dequantize(place.row, place.col, plain.data());
    for (size_t k = 0; k < 64; ++k) {
      corrections[k] = static_cast<float>(said[k]) * levels_.Step(k) / kCorrectionsPerStep;
      plain[k] += corrections[k];
      corrections[k] = -corrections[k];
    }
    const size_t at = size_t{8} * (col - block_cols.begin);
    places_.Turn(plain.data(), turned.data());
    Transform(turned, so_far_.data() + at, width);
    places_.Turn(corrections.data(), turned.data());
    Transform(turned, difference_.data() + at, width);
  }
  block_row_ = block_row;
  block_cols_ = block_cols;
}

void FineFeatures::Write(uint32_t row, restoration::LatticeRange cols, float* to) {
  // All blocks that have one of the cells; the lattice has whole blocks.
  const restoration::LatticeRange blocks = {cols.begin / kCellsAcross,
                                            (cols.end + kCellsAcross - 1) / kCellsAcross};
  if (block_row_ != row / kCellsAcross || block_cols_.begin != blocks.begin ||
      block_cols_.end != blocks.end) {
    ReadBlocks(row / kCellsAcross, blocks);
  }
  const size_t width = size_t{8} * blocks.size();
  const uint32_t row_in_block = row % kCellsAcross;
  const size_t first = row_in_block * restoration::kFineCell * width;
  for (uint32_t col = cols.begin; col < cols.end; ++col, to += kFeaturesOfCell) {
    const size_t cell = size_t{col} - blocks.begin * kCellsAcross;
    std::fill_n(to, kFeaturesOfCell, 0.0f);
    for (size_t y = 0; y < restoration::kFineCell; ++y) {
      for (size_t x = 0; x < restoration::kFineCell; ++x) {
        const size_t from = first + y * width + restoration::kFineCell * cell + x;
        const size_t sample = restoration::kFineCell * y + x;
        to[sample] = BoundedFeature(so_far_[from] / restoration::kFineUnit);
        to[kSamplesInCell + sample] = BoundedFeature(difference_[from] * per_error_);
      }
    }
    float* const place = to + 2 * kSamplesInCell;
    place[col % kCellsAcross] = 1;
    place[kCellsAcross + row_in_block] = 1;
  }
}

void AddFineCorrections(const LevelFeatures& levels, const TurnedPlaces& places,
                        const int8_t* before, const float* added, size_t stride, int8_t* out) {
  std::array<float, 64> samples, natural, turned, upright;
  for (size_t y = 0; y < 8; ++y) {
    for (size_t x = 0; x < 8; ++x) {
      const size_t cell = y / restoration::kFineCell * stride + x / restoration::kFineCell;
      const size_t in_cell =
          y % restoration::kFineCell * restoration::kFineCell + x % restoration::kFineCell;
      samples[8 * y + x] = added[cell * kSamplesInCell + in_cell];
    }
  }
  ForwardDct(samples.data(), 8, natural.data());
  for (size_t k = 0; k < 64; ++k) turned[k] = natural[jpeg::kZigzagToNatural[k]];
  places.TurnBack(turned.data(), upright.data());
  const float error = levels.Error();
  for (size_t k = 0; k < 64; ++k) {
    const float step = levels.Step(k);
    const float steps = step > 0 ? upright[k] * error / step : 0;
    out[k] = ToSmallNumber(static_cast<float>(before[k]) + steps * kCorrectionsPerStep);
  }
}

}  // namespace jackdaw::pixels
