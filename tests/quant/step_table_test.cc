#include "codec/quant/step_table.h"

#include <gtest/gtest.h>

#include "codec/jpeg/frame_geometry.h"

namespace jackdaw::quant {
namespace {

jpeg::Frame MakeFrame(const std::vector<std::array<int, 3>>& h_v_quant) {
  jpeg::Frame frame;
  frame.width_px = 40;
  frame.height_px = 24;
  for (const auto& [h, v, quant] : h_v_quant) {
    jpeg::FrameComponent& c = frame.components.emplace_back();
    c.h = static_cast<uint8_t>(h);
    c.v = static_cast<uint8_t>(v);
    c.quant.fill(static_cast<uint16_t>(quant));
  }
  jpeg::ComputeFrameGeometry(&frame);
  return frame;
}

TEST(StepTable, ColourDifferencesShareAClass) {
  const std::vector<QuantClass> classes =
      FindQuantClasses(MakeFrame({{2, 2, 5}, {1, 1, 9}, {1, 1, 9}}));
  ASSERT_EQ(classes.size(), 2u);
  EXPECT_EQ(classes[0].components, std::vector<uint8_t>({0}));
  EXPECT_EQ(classes[1].components, std::vector<uint8_t>({1, 2}));
  EXPECT_EQ(classes[1].quant[63], 9);
}

TEST(StepTable, LumaIsAloneEvenWithTheSameTable) {
  EXPECT_EQ(FindQuantClasses(MakeFrame({{1, 1, 5}, {1, 1, 5}, {1, 1, 5}})).size(), 2u);
  EXPECT_EQ(FindQuantClasses(MakeFrame({{1, 1, 5}, {1, 1, 5}, {1, 1, 5}, {1, 1, 5}})).size(), 1u);
  EXPECT_EQ(FindQuantClasses(MakeFrame({{1, 1, 5}, {1, 1, 6}, {2, 1, 6}})).size(), 3u);
  EXPECT_EQ(FindQuantClasses(MakeFrame({{1, 1, 5}})).size(), 1u);
}

TEST(StepTable, StepsStayWithinBytesUnlessTheInputHasWiderOnes) {
  EXPECT_EQ(MaxStep(MakeFrame({{1, 1, 255}})), 255);
  EXPECT_EQ(MaxStep(MakeFrame({{1, 1, 3}, {1, 1, 256}, {1, 1, 3}})), 65535);
}

TEST(StepTable, TablesWithZerosAreInvalid) {
  jpeg::Frame frame = MakeFrame({{1, 1, 1}});
  EXPECT_TRUE(HasValidTables(frame));
  frame.components[0].quant[17] = 0;
  EXPECT_FALSE(HasValidTables(frame));
}

TEST(StepTable, EffectiveStepsRoundAndStayInRange) {
  FrequencyTable quant{};
  quant.fill(3);
  quant[5] = 300;
  std::array<uint32_t, jpeg::kBlockSize> multipliers{};
  multipliers.fill(256);  // s = 1: the identity
  EXPECT_EQ(EffectiveSteps(quant, multipliers, 255), quant);
  multipliers[0] = 384;      // 4.5 -> 5
  multipliers[1] = 100;      // s < 1 is taken for 1
  multipliers[2] = 1 << 20;  // far above the limit
  multipliers[5] = 512;      // above the limit already
  const FrequencyTable steps = EffectiveSteps(quant, multipliers, 255);
  EXPECT_EQ(steps[0], 5);
  EXPECT_EQ(steps[1], 3);
  EXPECT_EQ(steps[2], 255);
  EXPECT_EQ(steps[5], 300);
}

}  // namespace
}  // namespace jackdaw::quant
