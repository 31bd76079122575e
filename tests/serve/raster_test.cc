#include "apps/jackdaw/serve/raster.h"

#include <gtest/gtest.h>

#include <numeric>

namespace jackdaw::serve {
namespace {

// Samples 1, 2, 3, ... in order.
Raster Numbered(uint32_t width_px, uint32_t height_px) {
  Raster picture{width_px, height_px, 1, {}};
  picture.samples.resize(size_t{width_px} * height_px);
  std::iota(picture.samples.begin(), picture.samples.end(), uint8_t{1});
  return picture;
}

using Samples = std::vector<uint8_t>;

TEST(Raster, TurnsUpright) {
  // 1 2 3
  // 4 5 6
  const Raster picture = Numbered(3, 2);
  EXPECT_EQ(TurnUpright(picture, 1).samples, (Samples{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(TurnUpright(picture, 2).samples, (Samples{3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(TurnUpright(picture, 3).samples, (Samples{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(TurnUpright(picture, 4).samples, (Samples{4, 5, 6, 1, 2, 3}));
  EXPECT_EQ(TurnUpright(picture, 5).samples, (Samples{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(TurnUpright(picture, 6).samples, (Samples{4, 1, 5, 2, 6, 3}));
  EXPECT_EQ(TurnUpright(picture, 7).samples, (Samples{6, 3, 5, 2, 4, 1}));
  EXPECT_EQ(TurnUpright(picture, 8).samples, (Samples{3, 6, 2, 5, 1, 4}));
  EXPECT_EQ(TurnUpright(picture, 6).width_px, 2u);
  EXPECT_EQ(TurnUpright(picture, 6).height_px, 3u);
  EXPECT_EQ(TurnUpright(picture, 0).samples, picture.samples);
  EXPECT_EQ(TurnUpright(picture, 9).samples, picture.samples);
}

TEST(Raster, ScalesByAreas) {
  const Raster half = ScaleToFit({4, 2, 1, {10, 20, 30, 40, 30, 40, 50, 60}}, 2);
  EXPECT_EQ(half.width_px, 2u);
  EXPECT_EQ(half.height_px, 1u);
  EXPECT_EQ(half.samples, (Samples{25, 45}));
  // Of three samples on two, each takes one and a half.
  EXPECT_EQ(ScaleToFit({3, 1, 1, {0, 90, 180}}, 2).samples, (Samples{30, 150}));
}

TEST(Raster, AFlatPictureStaysFlat) {
  for (const uint32_t side : {1u, 3u, 7u, 64u, 99u}) {
    Raster flat{100, 61, 3, Samples(100 * 61 * 3, 255)};
    const Raster small = ScaleToFit(flat, side);
    EXPECT_EQ(small.width_px, side);
    EXPECT_GE(small.height_px, 1u);
    EXPECT_EQ(small.samples, Samples(size_t{small.width_px} * small.height_px * 3, 255));
  }
}

TEST(Raster, KeepsItsShapeAndIsNotEnlarged) {
  const Raster tall = ScaleToFit({10, 1000, 1, Samples(10000, 7)}, 50);
  EXPECT_EQ(tall.width_px, 1u);
  EXPECT_EQ(tall.height_px, 50u);
  EXPECT_EQ(ScaleToFit(Numbered(3, 2), 10).samples, Numbered(3, 2).samples);
}

}  // namespace
}  // namespace jackdaw::serve
