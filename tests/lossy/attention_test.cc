#include <gtest/gtest.h>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_attention.h"
#include "codec/lossy/enc_lossy_input.h"
#include "jackdaw/encode.h"
#include "jackdaw/lossy.h"
#include "models/pixels/enc_attention_file.h"
#include "tests/lossy/lossy_helpers.h"
#include "tests/support/attention_models.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::lossy {
namespace {

jpeg::SplitJpegResult Split(const Bytes& jpeg) {
  Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(jpeg, {});
  EXPECT_TRUE(split.ok());
  return std::move(split).value();
}

Distortion DistortionWith(const jpeg::SplitJpegResult& split, uint64_t seed) {
  const LossPicture picture = PictureOf(split);
  LearnedAttention attention(test::SomeAttentionModel(seed), picture);
  return MakeDistortion(split.frame, split.planes, picture.model, Criterion::kVisible, &attention);
}

Bytes FileOf(uint64_t seed) {
  return attention::WriteAttentionFile(test::SomeAttentionModel(seed)).value();
}

TEST(LearnedAttention, WeightsOfAHalfChangeNothing) {
  const jpeg::SplitJpegResult split = Split(test::Photo(90, 96, 80));
  const Distortion plain =
      MakeDistortion(split.frame, split.planes, ColourModel::kLumaAndColour, Criterion::kVisible);
  const Distortion with = DistortionWith(split, 0);
  for (size_t i = 0; i < plain.planes.size(); ++i) {
    // A half is 127.5 of 255.
    for (size_t at = 0; at < plain.planes[i].codes.size(); ++at) {
      EXPECT_NEAR(int{with.planes[i].codes[at]}, int{plain.planes[i].codes[at]}, 1);
    }
  }
}

TEST(LearnedAttention, EveryBlockSeesItsNeighbours) {
  jpeg::SplitJpegResult split = Split(test::Photo(90, 160, 128));
  const Distortion before = DistortionWith(split, 5);
  int16_t* const changed = split.planes[0].Block(6, 9);
  for (size_t k = 10; k < 64; ++k) changed[k] = 20;
  LossPicture picture = PictureOf(split);
  LearnedAttention attention(test::SomeAttentionModel(5), picture);
  std::vector<BlockWeights> rows(split.frame.components[0].width_blocks);
  const auto weights_at = [&](uint32_t row, uint32_t column) {
    LearnedAttention fresh(test::SomeAttentionModel(5), picture);
    for (uint32_t y = 0; y <= row; ++y) {
      for (BlockWeights& w : rows) w.fill(1);
      fresh.Weigh(0, y, rows);
    }
    return rows[column];
  };
  const BlockWeights beside = weights_at(7, 10), far = weights_at(8, 9);
  std::fill(changed, changed + 64, int16_t{0});
  EXPECT_NE(weights_at(7, 10), beside);
  EXPECT_EQ(weights_at(8, 9), far);
}

TEST(LearnedAttention, CountsInEveryMode) {
  const Bytes jpeg = test::Photo(92, 160, 128), file = FileOf(9);
  const AttentionOptions attention{.on = true, .weights = file};
  const Result<TranscodeResult> plain = Transcode(jpeg, {.value = 80});
  const Result<TranscodeResult> with = Transcode(jpeg, {.value = 80, .attention = attention});
  ASSERT_TRUE(plain.ok() && with.ok());
  EXPECT_NE(plain.value().bytes, with.value().bytes);
  LossyOptions options = test::Options(LossTarget::kQuality, 80);
  const Bytes jkd = test::CompressOk(jpeg, options).bytes;
  options.attention = attention;
  EXPECT_NE(test::CompressOk(jpeg, options).bytes, jkd);

  const test::LibjpegPixels pixels = test::DecodeWithLibjpeg(jpeg);
  const PixelView view{
      .width = pixels.width, .height = pixels.height, .channels = 3, .samples8 = pixels.samples};
  for (const EncodedKind kind : {EncodedKind::kJpeg, EncodedKind::kJkd}) {
    EncodeOptions encode{.kind = kind, .value = 80};
    const Bytes before = Encode(view, encode).value().bytes;
    encode.attention = attention;
    EXPECT_NE(Encode(view, encode).value().bytes, before);
  }
}

TEST(LearnedAttention, IsOfNoEffectForPsnr) {
  const Bytes jpeg = test::Photo(92, 96, 80), file = FileOf(9);
  TranscodeOptions options{.value = 80, .tune = Tune::kPsnr};
  const Bytes plain = Transcode(jpeg, options).value().bytes;
  options.attention = {.on = true, .weights = file};
  EXPECT_EQ(Transcode(jpeg, options).value().bytes, plain);
}

TEST(LearnedAttention, SaysWhenThereAreNoWeights) {
  const Bytes jpeg = test::Photo(92, 96, 80);
  TranscodeOptions options{.value = 80, .attention = {.on = true}};
  EXPECT_EQ(Transcode(jpeg, options).error().code, ErrorCode::kInvalidArgument);
  const Bytes damaged(100, uint8_t{1});
  options.attention.weights = damaged;
  EXPECT_EQ(Transcode(jpeg, options).error().code, ErrorCode::kCorrupt);
}

TEST(LearnedAttention, FilesAreCheckedWithoutAPicture) {
  const Bytes file = FileOf(9);
  EXPECT_TRUE(CheckAttentionNetworks(file).ok());
  for (size_t size = 0; size < file.size(); size += file.size() / 8) {
    EXPECT_FALSE(CheckAttentionNetworks(std::span(file).first(size)).ok());
  }
}

}  // namespace
}  // namespace jackdaw::lossy
