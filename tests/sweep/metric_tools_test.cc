#include "apps/sweep/measures/metric_tools.h"

#include <gtest/gtest.h>

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
  EXPECT_FALSE(values[Metric::kSsimulacra2].has_value());
  EXPECT_FALSE(values[Metric::kButteraugli].has_value());
  EXPECT_FALSE(reference.Compare(test::TestPicture(199, 170, 3, 1), "", tools).ok());
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
