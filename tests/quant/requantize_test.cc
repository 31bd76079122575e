#include "codec/quant/requantize.h"

#include <gtest/gtest.h>

#include "tests/support/test_rng.h"

namespace jackdaw::quant {
namespace {

TEST(Requantize, IdentityIsExactOverAllCoefficients) {
  for (const int quant : {1, 2, 7, 255, 256, 65535}) {
    for (int c = -32768; c <= 32767; ++c) {
      const auto coeff = static_cast<int16_t>(c);
      const auto q = static_cast<uint16_t>(quant);
      ASSERT_EQ(RequantizeLevel(coeff, q, q, 0), coeff) << quant;
      ASSERT_EQ(ReconstructQ8(coeff, q, {}), int64_t{c} * quant * 256);
    }
  }
}

TEST(Requantize, RoundsHalvesUpWithoutADeadZone) {
  // 3 x 5 = 15 in steps of 10: 1.5.
  EXPECT_EQ(RequantizeLevel(3, 5, 10, 0), 2);
  EXPECT_EQ(RequantizeLevel(-3, 5, 10, 0), -2);
  EXPECT_EQ(RequantizeLevel(3, 5, 10, 1), 1);
  EXPECT_EQ(RequantizeLevel(1, 5, 10, 0), 1);
  EXPECT_EQ(RequantizeLevel(1, 5, 11, 0), 0);
}

TEST(Requantize, DeadZoneRaisesTheThreshold) {
  // delta = 1/2: levels are cut off, not rounded.
  EXPECT_EQ(RequantizeLevel(19, 1, 10, 128), 1);
  EXPECT_EQ(RequantizeLevel(9, 1, 10, 128), 0);
  EXPECT_EQ(RequantizeLevel(-20, 1, 10, 128), -2);
}

TEST(Requantize, LevelsAreOddMonotoneAndNeverLarger) {
  test::TestRng rng(5);
  for (int i = 0; i < 200; ++i) {
    const auto quant = static_cast<uint16_t>(1 + rng.Below(400));
    const auto step = static_cast<uint16_t>(quant + rng.Below(1000));
    const auto dead_zone = static_cast<uint8_t>(rng.Below(129));
    int before = 0;
    for (int c = 0; c <= 2047; ++c) {
      const int level = RequantizeLevel(static_cast<int16_t>(c), quant, step, dead_zone);
      ASSERT_GE(level, before);
      ASSERT_LE(level, c);
      ASSERT_EQ(RequantizeLevel(static_cast<int16_t>(-c), quant, step, dead_zone), -level);
      before = level;
    }
  }
}

TEST(Requantize, PlanesUseTheirFrequency) {
  jpeg::CoeffPlane plane{
      .width_blocks = 2, .height_blocks = 1, .coeffs = std::vector<int16_t>(128, 7)};
  jpeg::CoeffPlane levels = plane;
  FrequencyTable quant{};
  quant.fill(2);
  Quantizer quantizer = IdentityQuantizer(quant);
  quantizer.steps[9] = 14;
  quantizer.steps[10] = 28;
  quantizer.dead_zones_q8[10] = 1;
  RequantizePlane(plane, quant, quantizer, &levels);
  for (const size_t block : {0u, 64u}) {
    EXPECT_EQ(levels.coeffs[block + 8], 7);
    EXPECT_EQ(levels.coeffs[block + 9], 1);
    EXPECT_EQ(levels.coeffs[block + 10], 0);
  }
}

TEST(Centroids, AreTheMeansOfTheirMagnitudes) {
  // Frequency 3, q = 1, q' = 10: levels 1, 1, -1, 2, 5.
  jpeg::CoeffPlane plane{
      .width_blocks = 5, .height_blocks = 1, .coeffs = std::vector<int16_t>(320, 0)};
  jpeg::CoeffPlane levels = plane;
  const std::array<int16_t, 5> values = {8, 7, -9, 23, 46}, coded = {1, 1, -1, 2, 5};
  for (size_t b = 0; b < 5; ++b) {
    plane.coeffs[64 * b + 3] = values[b];
    levels.coeffs[64 * b + 3] = coded[b];
  }
  FrequencyTable quant{}, steps{};
  quant.fill(1);
  steps.fill(10);
  const jpeg::CoeffPlane* planes[] = {&plane};
  const jpeg::CoeffPlane* level_planes[] = {&levels};
  const CentroidOffsets offsets = ComputeCentroids(planes, level_planes, quant, steps);
  EXPECT_EQ(offsets[3][0], -51);   // mean 8: -2 of 10
  EXPECT_EQ(offsets[3][1], 77);    // 23: +3 of 10
  EXPECT_EQ(offsets[3][2], -102);  // 46: -4 of 10
  EXPECT_EQ(offsets[4][0], 0);
  EXPECT_EQ(ReconstructQ8(1, 10, offsets[3]), 10 * (256 - 51));
  EXPECT_EQ(ReconstructQ8(-5, 10, offsets[3]), -10 * (5 * 256 - 102));
  EXPECT_EQ(ReconstructQ8(0, 10, offsets[3]), 0);
}

TEST(Centroids, ExtremeSumsAreClamped) {
  jpeg::CoeffPlane plane{
      .width_blocks = 1, .height_blocks = 1, .coeffs = std::vector<int16_t>(64, -32768)};
  jpeg::CoeffPlane levels{
      .width_blocks = 1, .height_blocks = 1, .coeffs = std::vector<int16_t>(64, -1)};
  FrequencyTable quant{};
  quant.fill(65535);
  const jpeg::CoeffPlane* planes[] = {&plane};
  const jpeg::CoeffPlane* level_planes[] = {&levels};
  EXPECT_EQ(ComputeCentroids(planes, level_planes, quant, quant)[0][0], 127);
  plane.coeffs.assign(64, 32767);  // the other sign than its level
  EXPECT_EQ(ComputeCentroids(planes, level_planes, quant, quant)[0][0], -127);
}

}  // namespace
}  // namespace jackdaw::quant
