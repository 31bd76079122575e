#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "jackdaw/jackdaw.h"
#include "jackdaw/jackdaw_c.h"
#include "jackdaw/pixels.h"
#include "models/weights/model_file.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/restoration_models.h"

namespace jackdaw::api {
namespace {

class TextureTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!CanRestorePixels()) GTEST_SKIP() << "restoration is not there";
  }
  static Result<Pixels> Textured(const Bytes& jpeg, const Bytes& networks) {
    return DecompressPixels(jpeg, {.texture = {.on = true, .weights = networks}});
  }
  const Bytes colour_ = test::WriteWithLibjpeg({.width = 120, .height = 90, .quality = 40});
  const Bytes grey_ = test::WriteWithLibjpeg(
      {.width = 120, .height = 90, .colour = test::JpegColour::kGrey, .quality = 40});
};

TEST_F(TextureTest, NetworksThatShipAreNotThoseOfRestoration) {
  const Result<Pixels> restored = DecompressPixels(colour_, {.restore = true});
  const Result<Pixels> textured = DecompressPixels(colour_, {.texture = {.on = true}});
  ASSERT_TRUE(restored.ok() && textured.ok());
  EXPECT_TRUE(textured.value().restored && textured.value().textured);
  EXPECT_NE(textured.value().samples, restored.value().samples);
}

TEST(Texture, AFileThatCannotBeUsedIsAnInvalidArgument) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 64, .height = 64});
  using restoration::RestorationShape;
  RestorationShape guided = test::kTinyAlone, blind = test::kTinyPair, unsampled = test::kTinyPair;
  guided.guided = true;
  blind.guided = false;
  unsampled.sampling_values = 0;
  for (const std::vector<RestorationShape>& shapes : std::vector<std::vector<RestorationShape>>{
           {guided}, {blind}, {unsampled}, {test::kTinyAlone, test::kTinyAlone}}) {
    const Bytes file = test::RestorationFileOf(1, shapes);
    const Result<Pixels> pixels =
        DecompressPixels(jpeg, {.texture = {.on = true, .weights = file}});
    ASSERT_FALSE(pixels.ok());
    EXPECT_EQ(pixels.error().code, ErrorCode::kInvalidArgument) << pixels.error().message;
    EXPECT_EQ(CheckRestorationNetworks(file).error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(DecompressPixels(jpeg, {.texture = {.on = true, .weights = jpeg}}).error().code,
            ErrorCode::kInvalidArgument);
}

TEST(Texture, FilesAreCheckedWithoutAPicture) {
  const Bytes file = test::RestorationFileOf(1, {test::kTinyAlone, test::kTinyPair});
  EXPECT_TRUE(CheckRestorationNetworks(file).ok());
  jackdaw_buffer* out = nullptr;
  EXPECT_EQ(jackdaw_check_restoration_networks(file.data(), file.size(), &out), JACKDAW_OK);
  jackdaw_buffer_destroy(out);
  for (const size_t size : {size_t{0}, size_t{1}, file.size() / 2, file.size() - 1}) {
    EXPECT_EQ(CheckRestorationNetworks(std::span(file).first(size)).error().code,
              ErrorCode::kInvalidArgument);
    EXPECT_EQ(jackdaw_check_restoration_networks(file.data(), size, &out),
              JACKDAW_INVALID_ARGUMENT);
    EXPECT_STRNE(jackdaw_buffer_message(out), "");
    jackdaw_buffer_destroy(out);
  }
}

TEST_F(TextureTest, PixelsSayHowTheyWereMade) {
  const Result<Pixels> plain = DecompressPixels(grey_);
  const Result<Pixels> made = Textured(grey_, test::RestorationFileOf(0, {test::kTinyAlone}));
  ASSERT_TRUE(plain.ok() && made.ok());
  EXPECT_NE(made.value().samples, plain.value().samples);
  EXPECT_TRUE(made.value().restored && made.value().textured);
  EXPECT_FALSE(plain.value().restored || plain.value().textured);
}

TEST_F(TextureTest, StartsFromTheRestorationThatIsGiven) {
  const Bytes nothing = test::RestorationFileOf(0, {test::kTinyAlone});
  const Bytes texture = test::RestorationFileOf(5, {test::kTinyAlone});
  DecompressOptions options{.texture = {.on = true, .weights = texture}};
  const Result<Pixels> shipped = DecompressPixels(grey_, options);
  options.restoration.weights = nothing;
  const Result<Pixels> given = DecompressPixels(grey_, options);
  ASSERT_TRUE(shipped.ok() && given.ok());
  EXPECT_NE(given.value().samples, shipped.value().samples);
}

TEST_F(TextureTest, WhatTheFileLacksIsRestored) {
  const Result<Pixels> restored = DecompressPixels(colour_, {.restore = true});
  const Result<Pixels> none = Textured(colour_, test::RestorationFileOf(5, {}));
  const Result<Pixels> luma = Textured(colour_, test::RestorationFileOf(5, {test::kTinyAlone}));
  const Result<Pixels> pair = Textured(colour_, test::RestorationFileOf(5, {test::kTinyPair}));
  const Result<Pixels> both =
      Textured(colour_, test::RestorationFileOf(5, {test::kTinyAlone, test::kTinyPair}));
  ASSERT_TRUE(restored.ok() && none.ok() && luma.ok() && pair.ok() && both.ok());
  EXPECT_TRUE(restored.value().restored && !restored.value().textured);
  // What restoration says of luma is made stronger in any case.
  EXPECT_NE(none.value().samples, restored.value().samples);
  EXPECT_NE(luma.value().samples, none.value().samples);
  EXPECT_NE(pair.value().samples, none.value().samples);
  EXPECT_NE(both.value().samples, luma.value().samples);
  EXPECT_NE(both.value().samples, pair.value().samples);
}

TEST_F(TextureTest, LargeNetworksCountAgainstTheLimit) {
  const Bytes file = test::RestorationFileOf(1, {{.channels = 512, .pairs = 1}});
  DecompressOptions options{.memory_limit = 8 << 20, .texture = {.on = true, .weights = file}};
  EXPECT_EQ(DecompressPixels(grey_, options).error().code, ErrorCode::kLimitExceeded);
  options.memory_limit = uint64_t{1} << 30;
  EXPECT_TRUE(DecompressPixels(grey_, options).ok());
}

TEST_F(TextureTest, SmallFilesOfLargeNetworksCountAsWhatTheyUnpackTo) {
  const Bytes file = weights::PackModelFile(Bytes(size_t{32} << 20));
  ASSERT_LT(file.size(), 100'000u);
  const DecompressOptions options{.memory_limit = 64 << 20,
                                  .texture = {.on = true, .weights = file}};
  EXPECT_EQ(DecompressPixels(grey_, options).error().code, ErrorCode::kLimitExceeded);
}

TEST_F(TextureTest, ProgressReachesTheEnd) {
  const Bytes file = test::RestorationFileOf(1, {test::kTinyAlone});
  uint32_t last = 0;
  DecompressOptions options{.texture = {.on = true, .weights = file}};
  options.monitor.progress = [&last](uint32_t per_mille) { last = per_mille; };
  ASSERT_TRUE(DecompressPixels(grey_, options).ok());
  EXPECT_EQ(last, 1000u);
  options.monitor.cancelled = [] { return true; };
  EXPECT_EQ(DecompressPixels(grey_, options).error().code, ErrorCode::kCancelled);
}

TEST_F(TextureTest, InC) {
  const Bytes file = test::RestorationFileOf(5, {test::kTinyAlone});
  const Result<Pixels> wanted = Textured(grey_, file);
  ASSERT_TRUE(wanted.ok());
  jackdaw_options* options = jackdaw_options_create();
  EXPECT_EQ(jackdaw_options_set_texture(options, file.data(), file.size()), JACKDAW_OK);
  jackdaw_buffer *made = nullptr, *wrong = nullptr, *plain = nullptr, *shipped = nullptr;
  ASSERT_EQ(jackdaw_decompress_pixels(grey_.data(), grey_.size(), options, &made), JACKDAW_OK);
  EXPECT_TRUE(std::equal(wanted.value().samples.begin(), wanted.value().samples.end(),
                         jackdaw_buffer_data(made)));
  EXPECT_EQ(jackdaw_options_set_texture(options, grey_.data(), grey_.size()), JACKDAW_OK);
  EXPECT_EQ(jackdaw_decompress_pixels(grey_.data(), grey_.size(), options, &wrong),
            JACKDAW_INVALID_ARGUMENT);
  EXPECT_EQ(jackdaw_options_set_texture(options, nullptr, 0), JACKDAW_OK);
  EXPECT_EQ(jackdaw_decompress_pixels(grey_.data(), grey_.size(), options, &plain), JACKDAW_OK);
  jackdaw_options_set_built_in_texture(options, 1);
  EXPECT_EQ(jackdaw_decompress_pixels(grey_.data(), grey_.size(), options, &shipped), JACKDAW_OK);
  const Result<Pixels> built_in = DecompressPixels(grey_, {.texture = {.on = true}});
  ASSERT_TRUE(built_in.ok());
  EXPECT_TRUE(std::equal(built_in.value().samples.begin(), built_in.value().samples.end(),
                         jackdaw_buffer_data(shipped)));
  for (jackdaw_buffer* buffer : {made, wrong, plain, shipped}) jackdaw_buffer_destroy(buffer);
  jackdaw_options_destroy(options);
}

}  // namespace
}  // namespace jackdaw::api
