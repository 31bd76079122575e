#include "apps/sweep/measures/metric_tools.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "apps/sweep/measures/reference.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/system/files.h"
#include "tests/sweep/test_pictures.h"

namespace jackdaw::sweep {
namespace {

class MetricToolsTest : public testing::Test {
 protected:
  MetricToolsTest() { toolbox_.search_path = directory_; }

  TempDir temp_dir_ = test::FreshDirectory();
  std::string directory_ = temp_dir_.path();
  Toolbox toolbox_;
};

TEST_F(MetricToolsTest, NoneInstalled) {
  const MetricTools tools(toolbox_);
  EXPECT_FALSE(tools.any());
  EXPECT_EQ(tools.Description(), "");
  const Image image = test::TestPicture(200, 170, 3, 1);
  const Reference reference(image, "");
  const MetricValues values = reference.Compare(image, "", tools).value();
  EXPECT_TRUE(std::isinf(*values[Metric::kPsnrLuma]));
  EXPECT_TRUE(std::isinf(*values[Metric::kPsnrRgb]));
  EXPECT_EQ(values[Metric::kMsSsim], 1);
  EXPECT_EQ(values[Metric::kMsSsimColour], 1);
  EXPECT_FALSE(values[Metric::kSsimulacra2].has_value());
  EXPECT_FALSE(values[Metric::kButteraugli].has_value());
  EXPECT_FALSE(reference.Compare(test::TestPicture(199, 170, 3, 1), "", tools).ok());
}

// Luma's measure does not see colour, and colour's sees nothing else.
TEST_F(MetricToolsTest, MsSsimOfColourIsThatOfColourAlone) {
  const Image image = test::TestPicture(200, 170, 3, 1);
  Image other = image;
  for (size_t i = 0; i < other.samples.size(); i += 3) {
    // Grey noise: the same on all channels.
    const int noise = static_cast<int>(i / 3 * 7919 % 17) - 8;
    for (size_t c = 0; c < 3; ++c) {
      const int sample = std::clamp<int>(other.samples[i + c], 8, 247);
      other.samples[i + c] = static_cast<uint8_t>(sample + noise);
    }
  }
  Image base = image;
  for (uint8_t& sample : base.samples) sample = std::clamp<uint8_t>(sample, 8, 247);
  const MetricValues grey = Reference(base, "").Compare(other, "", MetricTools(toolbox_)).value();
  EXPECT_LT(*grey[Metric::kMsSsim], 0.999);
  EXPECT_GT(*grey[Metric::kMsSsimColour], 0.99999);
  // Another colour everywhere, about the same luma.
  for (size_t i = 0; i < base.samples.size(); i += 3) {
    const bool odd = i / 3 % 9 < 4;
    base.samples[i + 2] = static_cast<uint8_t>(odd ? 40 : 200);
  }
  const MetricValues blue = Reference(image, "").Compare(base, "", MetricTools(toolbox_)).value();
  EXPECT_LT(*blue[Metric::kMsSsimColour], *blue[Metric::kMsSsim]);
}

TEST_F(MetricToolsTest, ReadsTheScores) {
  test::WriteScript(directory_, "ssimulacra2", "test -f \"$1\" && test -f \"$2\" && echo 91.25");
  test::WriteScript(directory_, "butteraugli_main", "echo 0.75; echo '3-norm: 0.5'");
  const MetricTools tools(toolbox_);
  const Image image = test::TestPicture(16, 16, 3, 1);
  const std::string png = directory_ + "/a.png";
  ASSERT_TRUE(WriteWholeFile(png, EncodePng(image).value()).ok());
  const Result<MetricValues> values = Reference(image, png).Compare(image, png, tools);
  ASSERT_TRUE(values.ok()) << values.error().message;
  EXPECT_EQ(values.value()[Metric::kSsimulacra2], 91.25);
  EXPECT_EQ(values.value()[Metric::kButteraugli], 0.75);
  EXPECT_FALSE(values.value()[Metric::kMsSsim].has_value());
  EXPECT_NE(tools.Description().find("ssimulacra2"), std::string::npos);
}

TEST_F(MetricToolsTest, NonsenseIsAnError) {
  for (const char* body : {"echo hello", "exit 1", "echo nan", "true"}) {
    test::WriteScript(directory_, "ssimulacra2", body);
    EXPECT_FALSE(MetricTools(toolbox_).Ssimulacra2("a", "b").ok()) << body;
  }
}

TEST(Quality, HigherIsBetter) {
  EXPECT_EQ(QualityOf(Metric::kPsnrLuma, 40), 40);
  EXPECT_NEAR(QualityOf(Metric::kMsSsim, 0.99), 20, 1e-9);
  EXPECT_EQ(QualityOf(Metric::kButteraugli, 1.5), -1.5);
  EXPECT_TRUE(std::isinf(QualityOf(Metric::kMsSsim, 1)));
}

}  // namespace
}  // namespace jackdaw::sweep
