#include "apps/sweep/sweep.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/pictures/pixel_file.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/pictures/pnm_pixels.h"
#include "apps/sweep/system/files.h"
#include "tests/sweep/test_pictures.h"

namespace jackdaw::sweep {
namespace {

// Clears low bits and counts its calls. Setting n clears n bits; 9 fails.
class BitDropper : public Codec {
 public:
  explicit BitDropper(std::atomic<int>* num_calls) : num_calls_(num_calls) {}

  CodecInfo info() const override { return {"bits", "1", "dropped", false}; }
  std::vector<double> Settings(int count) const override { return WholeSteps(4, 1, count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    ++*num_calls_;
    EXPECT_TRUE(std::filesystem::is_empty(scratch));
    EXPECT_TRUE(WriteWholeFile(scratch + "/out", input.jpeg).ok());
    if (setting == 9) return Error{ErrorCode::kInvalidArgument, 0, "too many bits"};
    Image image = DecodeJpeg(input.jpeg).value().image;
    const auto num_bits = static_cast<int>(setting);
    for (uint8_t& sample : image.samples) {
      sample = static_cast<uint8_t>(sample >> num_bits << num_bits);
    }
    return EncodedFile{EncodePng(image).value(), 0.125};
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file, const std::string&) const override {
    return DecodedPicture{DecodePixels(file).value(), 0.25};
  }

 private:
  std::atomic<int>* num_calls_;
};

// Says that it is lossless.
class Liar : public BitDropper {
 public:
  using BitDropper::BitDropper;
  CodecInfo info() const override { return {"liar", "1", "", true}; }
  std::vector<double> Settings(int) const override { return {2}; }
};

class SweepTest : public testing::Test {
 protected:
  SweepTest() {
    spec_.num_rates = 3;
    spec_.num_crop_sources = 1;
    spec_.cache_directory = directory_ + "/cache";
    spec_.temp_directory = directory_ + "/temp";
    std::filesystem::create_directories(spec_.cache_directory);
    std::filesystem::create_directories(spec_.temp_directory);
    toolbox_.search_path = "/nowhere";
    AddSource("colour", 3);
    AddSource("grey", 1);
  }

  void AddSource(const std::string& name, uint32_t num_channels) {
    const Image image = test::TestPicture(200, 170, num_channels, spec_.sources.size() + 1);
    const std::string path = directory_ + "/" + name + ".png";
    EXPECT_TRUE(WriteWholeFile(path, EncodePng(image).value()).ok());
    spec_.sources.push_back({name, path, "", 80});
  }

  // codecs_ counts for one run alone.
  SweepResults Run(int num_threads = 1) {
    num_calls_ = num_cached_ = 0;
    if (codecs_.empty()) codecs_.push_back(std::make_unique<BitDropper>(&num_calls_));
    Sweep sweep(spec_, std::move(codecs_), MetricTools(toolbox_));
    codecs_.clear();
    std::atomic<size_t> next{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < num_threads; ++i) {
      threads.emplace_back([&] {
        for (size_t job = next++; job < sweep.num_jobs(); job = next++) {
          num_cached_ += sweep.RunJob(job).was_cached;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(std::filesystem::is_empty(spec_.temp_directory));
    return sweep.TakeResults();
  }

  TempDir temp_dir_ = test::FreshDirectory();
  std::string directory_ = temp_dir_.path();
  SweepSpec spec_;
  Toolbox toolbox_;
  CodecList codecs_;
  std::atomic<int> num_calls_{0}, num_cached_{0};
};

TEST_F(SweepTest, MeasuresEveryPoint) {
  const SweepResults results = Run();
  EXPECT_TRUE(results.failures.empty());
  EXPECT_EQ(num_calls_, 6);
  ASSERT_EQ(results.sources.size(), 2u);
  for (const SourceResult& source : results.sources) {
    EXPECT_EQ(source.width_px, 200u);
    EXPECT_EQ(source.height_px, 170u);
    EXPECT_GT(source.jpeg_bytes, 1000u);
    EXPECT_TRUE(source.has_pristine);
    double last = 0;
    for (const auto& point : source.points[0]) {
      ASSERT_TRUE(point.has_value());
      EXPECT_GT(*point->against_input[Metric::kPsnrLuma], last);
      EXPECT_LT(*point->against_pristine->operator[](Metric::kPsnrLuma),
                *point->against_input[Metric::kPsnrLuma]);
      EXPECT_TRUE(point->against_input[Metric::kMsSsim].has_value());
      EXPECT_EQ(point->encode_cpu_seconds, 0.125);
      EXPECT_EQ(point->decode_cpu_seconds, 0.25);
      last = *point->against_input[Metric::kPsnrLuma];
    }
  }
  EXPECT_EQ(results.sources[0].crops.points.size(), 3u);
  EXPECT_FALSE(results.sources[0].crops.input.empty());
  EXPECT_FALSE(results.sources[0].crops.pristine.empty());
  EXPECT_TRUE(results.sources[1].crops.input.empty());
}

TEST_F(SweepTest, GoesOnWhereItStopped) {
  const SweepResults first = Run();
  const SweepResults second = Run();
  EXPECT_EQ(num_calls_, 0);
  EXPECT_EQ(num_cached_, 6);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(second.sources[i].crops.points, first.sources[i].crops.points);
    EXPECT_EQ(second.sources[i].crops.pristine, first.sources[i].crops.pristine);
    EXPECT_EQ(second.sources[i].jpeg_bytes, first.sources[i].jpeg_bytes);
    for (size_t s = 0; s < 3; ++s) {
      EXPECT_EQ(second.sources[i].points[0][s]->against_input,
                first.sources[i].points[0][s]->against_input);
      EXPECT_EQ(second.sources[i].points[0][s]->bytes, first.sources[i].points[0][s]->bytes);
    }
  }
  // One more setting, and cut-outs of the other picture: only these are measured.
  spec_.own_settings["bits"] = {4, 1, 6};
  Run();
  EXPECT_EQ(num_calls_, 2);
  spec_.num_crop_sources = 2;
  Run();
  EXPECT_EQ(num_calls_, 3);
  // Another quality makes other JPEGs.
  spec_.sources[0].source_quality = 50;
  Run();
  EXPECT_EQ(num_calls_, 3);
}

TEST_F(SweepTest, ThreadsChangeNothing) {
  const SweepResults one = Run(1);
  std::filesystem::remove_all(spec_.cache_directory);
  std::filesystem::create_directories(spec_.cache_directory);
  const SweepResults four = Run(4);
  EXPECT_EQ(num_calls_, 6);
  for (size_t i = 0; i < 2; ++i) {
    for (size_t s = 0; s < 3; ++s) {
      EXPECT_EQ(one.sources[i].points[0][s]->against_input,
                four.sources[i].points[0][s]->against_input);
    }
  }
}

TEST_F(SweepTest, PristinePicturesBesideJpegs) {
  const Image image = test::TestPicture(64, 48, 3, 1);
  const std::string jpeg = directory_ + "/a.jpg", ppm = directory_ + "/a.ppm";
  ASSERT_TRUE(WriteWholeFile(jpeg, EncodeJpeg(image, 70).value()).ok());
  ASSERT_TRUE(WriteWholeFile(ppm, EncodePnm(image)).ok());
  spec_.sources = {{"with", jpeg, ppm, {}}, {"without", jpeg, "", {}}};
  codecs_.push_back(MakeInputCodec());
  const SweepResults results = Run();
  ASSERT_TRUE(results.failures.empty());
  const PointResult& with = *results.sources[0].points[0][0];
  EXPECT_TRUE(std::isinf(*with.against_input[Metric::kPsnrRgb]));
  EXPECT_TRUE(std::isfinite(*with.against_pristine->operator[](Metric::kPsnrRgb)));
  EXPECT_FALSE(results.sources[1].points[0][0]->against_pristine.has_value());
}

TEST_F(SweepTest, AFailedPointIsReportedAndTriedAgain) {
  spec_.own_settings["bits"] = {2, 9};
  SweepResults results = Run();
  ASSERT_EQ(results.failures.size(), 2u);
  EXPECT_EQ(results.failures[0].codec, "bits");
  EXPECT_EQ(results.failures[0].setting, "dropped 9");
  EXPECT_EQ(results.failures[0].message, "too many bits");
  EXPECT_FALSE(results.sources[0].points[0][1].has_value());
  EXPECT_TRUE(results.sources[0].points[0][0].has_value());
  Run();
  EXPECT_EQ(num_calls_, 2);
}

TEST_F(SweepTest, LossIsNotedWhereNoneShouldBe) {
  codecs_.push_back(std::make_unique<Liar>(&num_calls_));
  EXPECT_EQ(Run().failures.size(), 2u);
}

TEST_F(SweepTest, BadSourcesFailOnceEach) {
  const std::string text = directory_ + "/text.jpg", cut = directory_ + "/cut.jpg";
  std::ofstream(text) << "not a picture";
  std::vector<uint8_t> jpeg = EncodeJpeg(test::TestPicture(64, 48, 3, 1), 70).value();
  jpeg.resize(jpeg.size() / 2);
  ASSERT_TRUE(WriteWholeFile(cut, jpeg).ok());
  spec_.sources = {{"missing", directory_ + "/missing.jpg", "", {}},
                   {"text", text, "", 75},
                   {"cut", cut, "", {}},
                   {"png", directory_ + "/colour.png", "", {}},
                   {"other size", directory_ + "/colour.png", cut, 75}};
  AddSource("good", 3);
  const SweepResults results = Run(2);
  EXPECT_EQ(results.failures.size(), 5u);
  for (const Failure& failure : results.failures) {
    EXPECT_EQ(failure.codec, "");
    EXPECT_FALSE(failure.message.empty());
  }
  EXPECT_TRUE(results.sources[5].points[0][2].has_value());
}

}  // namespace
}  // namespace jackdaw::sweep
