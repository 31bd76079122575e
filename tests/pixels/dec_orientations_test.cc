#include "codec/pixels/dec_orientations.h"

#include <gtest/gtest.h>

#include "tests/support/test_rng.h"
#include "tests/support/turned_component.h"

namespace jackdaw::pixels {
namespace {

jpeg::CoeffPlane RandomPlane(uint32_t width, uint32_t height, test::TestRng* rng) {
  jpeg::CoeffPlane plane{width, height, std::vector<int16_t>(size_t{width} * height * 64)};
  for (int16_t& level : plane.coeffs) level = static_cast<int16_t>(rng->Below(401)) - 200;
  return plane;
}

TEST(Orientations, TurnedTwiceIsWhatItWas) {
  test::TestRng rng(1);
  jpeg::FrameComponent component;
  component.width_blocks = 3, component.height_blocks = 2;
  for (uint16_t& step : component.quant) step = static_cast<uint16_t>(1 + rng.Below(255));
  const jpeg::CoeffPlane plane = RandomPlane(3, 2, &rng);
  for (const Orientation& o : kOrientations) {
    const test::TurnedComponent once = test::TurnComponent(TurnedPlaces(o, 3, 2), component, plane);
    EXPECT_EQ(once.component.width_blocks, o.transposed ? 2u : 3u);
    // Mirrored axes change places where rows become columns.
    Orientation back = o;
    if (o.transposed) std::swap(back.mirrored_columns, back.mirrored_rows);
    const TurnedPlaces places(back, once.component.width_blocks, once.component.height_blocks);
    const test::TurnedComponent twice = test::TurnComponent(places, once.component, once.levels);
    EXPECT_EQ(twice.levels.coeffs, plane.coeffs);
    EXPECT_EQ(twice.component.quant, component.quant);
  }
}

TEST(Orientations, FrequenciesFollowTheirAxes) {
  jpeg::FrameComponent component;
  component.quant.fill(1);
  jpeg::CoeffPlane plane{2, 1, std::vector<int16_t>(128)};
  plane.Block(0, 0)[1] = 5;  // (0, 1): across columns
  const test::TurnedComponent mirrored =
      test::TurnComponent(TurnedPlaces({false, true, false}, 2, 1), component, plane);
  EXPECT_EQ(mirrored.levels.Block(0, 1)[1], -5);
  const test::TurnedComponent upside_down =
      test::TurnComponent(TurnedPlaces({false, false, true}, 2, 1), component, plane);
  EXPECT_EQ(upside_down.levels.Block(0, 0)[1], 5);
  const test::TurnedComponent transposed =
      test::TurnComponent(TurnedPlaces({true, false, false}, 2, 1), component, plane);
  EXPECT_EQ(transposed.levels.Block(0, 0)[2], 5);  // (1, 0)
}

}  // namespace
}  // namespace jackdaw::pixels
