#include "codec/pixels/dec_orientations.h"

#include <utility>

namespace jackdaw::pixels {

TurnedPlaces::TurnedPlaces(Orientation orientation, uint32_t width, uint32_t height)
    : orientation_(orientation), width_(width), height_(height) {
  std::array<uint8_t, 64> zigzag{};  // of natural positions
  for (size_t k = 0; k < 64; ++k) zigzag[jpeg::kZigzagToNatural[k]] = static_cast<uint8_t>(k);
  for (size_t k = 0; k < 64; ++k) {
    const size_t natural = jpeg::kZigzagToNatural[k], v = natural / 8, u = natural % 8;
    sources_[k] = orientation.transposed ? zigzag[8 * u + v] : static_cast<uint8_t>(k);
    // Odd frequencies change their sign where their axis is mirrored.
    const bool negative =
        (orientation.mirrored_columns && u % 2 == 1) != (orientation.mirrored_rows && v % 2 == 1);
    signs_[k] = negative ? -1 : 1;
  }
}

TurnedPlaces::Place TurnedPlaces::BlockAt(uint32_t row, uint32_t col) const {
  if (orientation_.mirrored_columns) col = width() - 1 - col;
  if (orientation_.mirrored_rows) row = height() - 1 - row;
  if (orientation_.transposed) std::swap(row, col);
  return {row, col};
}

}  // namespace jackdaw::pixels
