#include "apps/sweep/point_cache.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "apps/sweep/point_json.h"
#include "tests/sweep/test_pictures.h"

namespace jackdaw::sweep {
namespace {

PointResult MadeUpPoint() { return *test::TestResults("x").sources[0].points[1][0]; }

bool Same(const PointResult& a, const PointResult& b) { return PointToJson(a) == PointToJson(b); }

class PointCacheTest : public testing::Test {
 protected:
  std::filesystem::path OnlyFile() const {
    return std::filesystem::directory_iterator(directory_)->path();
  }

  TempDir temp_dir_ = test::FreshDirectory();
  std::string directory_ = temp_dir_.path();
  PointCache cache_{directory_};
};

TEST_F(PointCacheTest, GivesBackWhatWasStored) {
  EXPECT_FALSE(cache_.Load("key").has_value());
  PointResult point = MadeUpPoint();
  point.against_input[Metric::kPsnrLuma] = std::numeric_limits<double>::infinity();
  ASSERT_TRUE(cache_.Store("key", point).ok());
  ASSERT_TRUE(cache_.Load("key").has_value());
  EXPECT_TRUE(Same(*cache_.Load("key"), point));
  EXPECT_FALSE(cache_.Load("other").has_value());
  point.against_pristine.reset();
  ASSERT_TRUE(cache_.Store("key", point).ok());
  EXPECT_FALSE(cache_.Load("key")->against_pristine.has_value());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_), {}), 1);
}

TEST_F(PointCacheTest, CropsLieBeside) {
  EXPECT_FALSE(cache_.LoadCrop("key").has_value());
  const std::vector<uint8_t> png = {1, 2, 3};
  ASSERT_TRUE(cache_.StoreCrop("key", png).ok());
  EXPECT_EQ(cache_.LoadCrop("key"), png);
}

TEST_F(PointCacheTest, DamagedFilesCountAsMissing) {
  ASSERT_TRUE(cache_.Store("key", MadeUpPoint()).ok());
  const std::string path = OnlyFile();
  std::ifstream in(path);
  const std::string whole((std::istreambuf_iterator<char>(in)), {});
  for (size_t size = 0; size + 2 < whole.size(); size += 7) {
    std::ofstream(path) << whole.substr(0, size);
    EXPECT_FALSE(cache_.Load("key").has_value()) << size;
  }
  for (const char* text :
       {"[]", "{}", "null", "{\"key\": \"key\"}", "{\"key\": \"key\", \"point\": 3}",
        "{\"key\": 5, \"point\": {}}", "{\"key\": \"key\", \"point\": {\"bytes\": -1}}"}) {
    std::ofstream(path) << text;
    EXPECT_FALSE(cache_.Load("key").has_value()) << text;
  }
  std::ofstream(path) << std::string(100000, '[');
  EXPECT_FALSE(cache_.Load("key").has_value());
  // The file of another key under this name.
  std::string other = whole;
  other.replace(other.find("\"key\": \"key\""), 12, "\"key\": \"yek\"");
  std::ofstream(path) << other;
  EXPECT_FALSE(cache_.Load("key").has_value());
  std::ofstream(path) << whole;
  EXPECT_TRUE(cache_.Load("key").has_value());
}

TEST_F(PointCacheTest, UnwritableDirectoriesAreErrors) {
  EXPECT_FALSE(PointCache(directory_ + "/missing").Store("key", MadeUpPoint()).ok());
}

TEST(PointJson, RefusesWrongTypes) {
  const nlohmann::json good = PointToJson(MadeUpPoint());
  ASSERT_TRUE(PointFromJson(good).has_value());
  for (const char* key :
       {"bytes", "encode_cpu_seconds", "decode_cpu_seconds", "input", "pristine"}) {
    nlohmann::json bad = good;
    bad[key] = "x";
    EXPECT_FALSE(PointFromJson(bad).has_value()) << key;
  }
  nlohmann::json bad = good;
  bad["input"]["psnr_luma_db"] = "-inf";
  EXPECT_FALSE(PointFromJson(bad).has_value());
  bad["input"].erase("psnr_luma_db");
  EXPECT_FALSE(PointFromJson(bad).has_value());
}

TEST(PointKey, EverythingThatMattersChangesIt) {
  const CodecInfo codec{"name", "1.0", "quality", false};
  std::set<std::string> keys = {PointKeyText("hash", codec, 75, "")};
  const auto is_new = [&](const std::string& key) { return keys.insert(key).second; };
  EXPECT_FALSE(is_new(PointKeyText("hash", codec, 75, "")));
  EXPECT_TRUE(is_new(PointKeyText("other", codec, 75, "")));
  EXPECT_TRUE(is_new(PointKeyText("hash", codec, 75.5, "")));
  EXPECT_TRUE(is_new(PointKeyText("hash", codec, 75, "ssimulacra2")));
  EXPECT_TRUE(is_new(PointKeyText("hash", {"name", "1.1", "quality", false}, 75, "")));
  EXPECT_TRUE(is_new(PointKeyText("hash", {"nam", "e1.0", "quality", false}, 75, "")));
  EXPECT_TRUE(is_new(PointKeyText("hash", {"name", "1.0", "lambda", false}, 75, "")));
  EXPECT_TRUE(is_new(PointKeyText("hash", {"name", "\xff", "lambda", false}, 75, "")));
}

}  // namespace
}  // namespace jackdaw::sweep
