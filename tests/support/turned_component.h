// A component turned and mirrored in its coefficients.
#ifndef JACKDAW_TESTS_SUPPORT_TURNED_COMPONENT_H_
#define JACKDAW_TESTS_SUPPORT_TURNED_COMPONENT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "codec/jpeg/jpeg_data.h"
#include "codec/pixels/dec_orientations.h"

namespace jackdaw::test {

// The blocks inside the image. Of the component, size and table are set.
struct TurnedComponent {
  jpeg::FrameComponent component;
  jpeg::CoeffPlane levels;
};

inline TurnedComponent TurnComponent(const pixels::TurnedPlaces& places,
                                     const jpeg::FrameComponent& component,
                                     const jpeg::CoeffPlane& levels) {
  TurnedComponent turned;
  jpeg::FrameComponent& out = turned.component;
  out.width_blocks = out.padded_width_blocks = places.width();
  out.height_blocks = out.padded_height_blocks = places.height();
  for (size_t k = 0; k < 64; ++k) out.quant[k] = component.quant[places.Source(k)];
  turned.levels = {places.width(), places.height(),
                   std::vector<int16_t>(size_t{places.width()} * places.height() * 64)};
  for (uint32_t row = 0; row < places.height(); ++row) {
    for (uint32_t col = 0; col < places.width(); ++col) {
      const pixels::TurnedPlaces::Place place = places.BlockAt(row, col);
      const int16_t* from = levels.Block(place.row, place.col);
      int16_t* to = turned.levels.Block(row, col);
      for (size_t k = 0; k < 64; ++k) {
        to[k] = static_cast<int16_t>(places.Sign(k) * from[places.Source(k)]);
      }
    }
  }
  return turned;
}

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_TURNED_COMPONENT_H_
