#include "codec/pixels/dec_fine_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "codec/jpeg/frame_geometry.h"
#include "tests/support/test_rng.h"

namespace jackdaw::pixels {
namespace {

constexpr uint32_t kWidth = 5, kHeight = 3;  // blocks
constexpr size_t kFeatures = restoration::kFineShape.features();

// A component of noise, and corrections of it.
struct NoisyComponent {
  jpeg::Frame frame;
  jpeg::CoeffPlane levels{kWidth, kHeight, std::vector<int16_t>(kWidth* kHeight * 64)};
  BlockBytes said{kWidth, 64, std::vector<int8_t>(kWidth* kHeight * 64)};

  explicit NoisyComponent(uint16_t step) {
    frame.width_px = 8 * kWidth;
    frame.height_px = 8 * kHeight;
    frame.components.resize(1);
    frame.components[0].h = frame.components[0].v = 1;
    frame.components[0].quant.fill(step);
    jpeg::ComputeFrameGeometry(&frame);
    test::TestRng rng(step);
    for (int16_t& level : levels.coeffs) level = static_cast<int16_t>(rng.Below(5)) - 2;
    for (int8_t& correction : said.values) {
      correction = static_cast<int8_t>(static_cast<int>(rng.Below(255)) - 127);
    }
  }
  LevelFeatures Features() const { return {frame.components[0], levels, 1}; }
};

const TurnedPlaces kUpright({}, kWidth, kHeight);

std::vector<float> Row(FineFeatures* features, uint32_t row, restoration::LatticeRange cols) {
  std::vector<float> out(cols.size() * kFeatures, -1.0f);
  features->Write(row, cols, out.data());
  return out;
}

TEST(FineFeatures, AnyColumnsAreThoseOfTheWholeRow) {
  const NoisyComponent component(20);
  const LevelFeatures levels = component.Features();
  FineFeatures all(levels, component.said, kUpright), some(levels, component.said, kUpright);
  for (const uint32_t row : {0u, 5u, 11u}) {
    const std::vector<float> whole = Row(&all, row, {0, 4 * kWidth});
    for (const restoration::LatticeRange cols :
         {restoration::LatticeRange{0, 20}, {2, 7}, {3, 4}, {4, 8}, {6, 20}, {17, 20}}) {
      const std::vector<float> part = Row(&some, row, cols);
      EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + cols.begin * kFeatures))
          << row << ' ' << cols.begin << ' ' << cols.end;
    }
  }
}

TEST(FineFeatures, SayWhereInItsBlockACellIs) {
  const NoisyComponent component(20);
  const LevelFeatures levels = component.Features();
  FineFeatures features(levels, component.said, kUpright);
  const std::vector<float> row = Row(&features, 6, {0, 20});
  for (size_t col = 0; col < 20; ++col) {
    for (size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(row[col * kFeatures + 8 + i], i == col % 4 ? 1.0f : 0.0f);
      EXPECT_EQ(row[col * kFeatures + 12 + i], i == 2 ? 1.0f : 0.0f);
    }
  }
}

// The corrections of an upright block after so much was added to each of its samples.
std::array<int8_t, 64> AfterAdding(const NoisyComponent& component, const int8_t* before,
                                   float to_each) {
  const std::vector<float> added(4 * 4 * 4, to_each);
  std::array<int8_t, 64> out;
  AddFineCorrections(component.Features(), kUpright, before, added.data(), 4, out.data());
  return out;
}

TEST(AddFineCorrections, AConstantIsAddedToDc) {
  const NoisyComponent component(16);
  const int8_t* before = component.said.Block(1, 2);
  const std::array<int8_t, 64> out = AfterAdding(component, before, 0.25f);
  // The transform of a constant is eight times that at DC.
  const float steps = 8 * 0.25f * component.Features().Error() / 16;
  EXPECT_EQ(out[0], std::min(127, static_cast<int>(std::lrint(before[0] + 256 * steps))));
  for (size_t k = 1; k < 64; ++k) EXPECT_EQ(out[k], before[k]);
}

TEST(AddFineCorrections, StepsOfZeroStayAsTheyAre) {
  const NoisyComponent component(0);
  const int8_t* before = component.said.Block(0, 0);
  const std::array<int8_t, 64> out = AfterAdding(component, before, 3.0f);
  EXPECT_TRUE(std::equal(out.begin(), out.end(), before));
}

}  // namespace
}  // namespace jackdaw::pixels
