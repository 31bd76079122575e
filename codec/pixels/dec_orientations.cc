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

TurnedComponent TurnComponent(const TurnedPlaces& places, const jpeg::FrameComponent& component,
                              const jpeg::CoeffPlane& levels) {
  TurnedComponent turned;
  jpeg::FrameComponent& out = turned.component;
  out.width_blocks = out.padded_width_blocks = places.width();
  out.height_blocks = out.padded_height_blocks = places.height();
  for (size_t k = 0; k < 64; ++k) out.quant[k] = component.quant[places.Source(k)];
  turned.levels.width_blocks = places.width();
  turned.levels.height_blocks = places.height();
  turned.levels.coeffs.resize(size_t{places.width()} * places.height() * 64);
  for (uint32_t row = 0; row < places.height(); ++row) {
    for (uint32_t col = 0; col < places.width(); ++col) {
      const TurnedPlaces::Place place = places.BlockAt(row, col);
      const int16_t* from = levels.Block(place.row, place.col);
      int16_t* to = turned.levels.Block(row, col);
      for (size_t k = 0; k < 64; ++k) {
        // A damaged level of -32768 has no negative, and stays what it is.
        to[k] = static_cast<int16_t>(places.Sign(k) * from[places.Source(k)]);
      }
    }
  }
  return turned;
}

}  // namespace jackdaw::pixels
