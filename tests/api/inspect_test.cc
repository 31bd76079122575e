#include "codec/api/inspect.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "codec/jpeg/standard_tables.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"

namespace jackdaw::api {
namespace {

uint64_t SectionSum(const FileInfo& info) {
  uint64_t sum = 0;
  for (const SectionInfo& section : info.sections) sum += section.bytes;
  return sum;
}

TEST(InspectTest, Jpeg) {
  test::LibjpegSpec spec;
  spec.quality = 83;
  spec.restart_interval = 5;
  Bytes jpeg = test::WriteWithLibjpeg(spec);
  jpeg = test::WithSegment(jpeg, 0xE1, test::ExifPayload(test::SmallJpeg(4)));
  jpeg.insert(jpeg.end(), 7, 0x20);
  const auto result = Inspect(jpeg);
  ASSERT_TRUE(result.ok());
  const FileInfo& info = result.value();
  EXPECT_FALSE(info.is_jkd);
  EXPECT_EQ(SectionSum(info), jpeg.size());
  EXPECT_EQ(info.sections[2].bytes, 7u);
  ASSERT_EQ(info.images.size(), 2u);
  EXPECT_EQ(info.images[0].sampling, "4:2:0");
  EXPECT_EQ(info.images[0].quality_estimate, 83);
  EXPECT_EQ(info.images[0].restart_interval, 5u);
  EXPECT_EQ(info.images[0].process, "baseline");
  EXPECT_EQ(info.images[0].size, jpeg.size() - 7);
  EXPECT_GT(info.images[1].offset, 0u);
  EXPECT_EQ(info.images[1].size, test::SmallJpeg(4).size());
}

TEST(InspectTest, Jkd) {
  test::LibjpegSpec spec;
  spec.width = 400;
  spec.height = 300;
  const Bytes jpeg = test::WriteWithLibjpeg(spec);
  CompressOptions options;
  options.file_name = "x\xFF.jpg";
  const auto compressed = Compress(jpeg, options);
  ASSERT_TRUE(compressed.ok());
  ASSERT_EQ(compressed.value().outcome, Outcome::kModelled);
  const auto result = Inspect(compressed.value().bytes);
  ASSERT_TRUE(result.ok());
  const FileInfo& info = result.value();
  EXPECT_TRUE(info.is_jkd);
  EXPECT_EQ(info.preset, PresetName(kStandardPreset));
  EXPECT_EQ(info.original_size, jpeg.size());
  EXPECT_EQ(SectionSum(info), compressed.value().bytes.size());
  ASSERT_EQ(info.images.size(), 1u);
  const auto json = nlohmann::json::parse(InfoToJson(info));
  EXPECT_EQ(json["schema"], kJsonSchema);
  EXPECT_EQ(json["kind"], "jkd");
  EXPECT_EQ(json["decoded"], true);
  EXPECT_EQ(json["file_name"], "x\xEF\xBF\xBD.jpg");
  EXPECT_EQ(json["images"][0]["width_px"], 400);
  EXPECT_EQ(json["outcome"], "modelled");
}

// What the decoder reports of a .jkd is what parsing its JPEG reports.
TEST(InspectTest, JkdOfEveryGeneratedFile) {
  CompressOptions options;
  options.preset = Preset::kFast;
  for (const test::GeneratedFile& file : test::AllGeneratedFiles()) {
    SCOPED_TRACE(file.name);
    const auto compressed = Compress(file.bytes, options);
    ASSERT_TRUE(compressed.ok());
    const auto jkd = Inspect(compressed.value().bytes), jpeg = Inspect(file.bytes);
    ASSERT_TRUE(jkd.ok() && jpeg.ok());
    // The images as JSON: every member.
    const auto of_jkd = nlohmann::json::parse(InfoToJson(jkd.value()));
    const auto of_jpeg = nlohmann::json::parse(InfoToJson(jpeg.value()));
    EXPECT_EQ(of_jkd["images"], of_jpeg["images"]);
    if (jkd.value().outcome != Outcome::kStored) {
      EXPECT_EQ(jkd.value().reason, jpeg.value().reason);
    }
    EXPECT_EQ(jkd.value().outcome, compressed.value().outcome);
  }
}

TEST(InspectTest, OtherBytes) {
  const auto result = Inspect(Bytes{1, 2, 3});
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result.value().images.empty());
  EXPECT_EQ(SectionSum(result.value()), 3u);
  EXPECT_FALSE(result.value().reason.empty());
  EXPECT_FALSE(Inspect(Bytes{'J', 'K', 'D', 1, 0}).ok());
}

TEST(InspectTest, QualityEstimate) {
  jpeg::FrameComponent luma;
  for (const int quality : {5, 50, 75, 98, 100}) {
    luma.quant = jpeg::ScaledQuantTable(jpeg::QuantBase::kLuma, quality, 255);
    EXPECT_EQ(EstimateQuality(luma), quality);
  }
  luma.quant = jpeg::ScaledQuantTable(jpeg::QuantBase::kLuma, 70, 255);
  luma.quant[5]++;
  EXPECT_EQ(EstimateQuality(luma), 70);
  for (uint16_t& v : luma.quant) v = 40;
  EXPECT_EQ(EstimateQuality(luma), 0);
}

TEST(InspectTest, SamplingNames) {
  jpeg::Frame frame;
  frame.components.resize(1);
  EXPECT_EQ(SamplingName(frame), "grey");
  frame.components.resize(3);
  EXPECT_EQ(SamplingName(frame), "4:4:4");
  frame.components[0].h = 2;
  EXPECT_EQ(SamplingName(frame), "4:2:2");
  frame.components[1].v = 2;
  EXPECT_EQ(SamplingName(frame), "2x1,1x2,1x1");
}

}  // namespace
}  // namespace jackdaw::api
