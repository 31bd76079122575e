#include "apps/sweep/codecs/codec.h"

#include <gtest/gtest.h>

#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/pictures/pnm_pixels.h"
#include "apps/sweep/system/files.h"
#include "jackdaw/pixels.h"
#include "tests/support/restoration_models.h"
#include "tests/sweep/test_pictures.h"

namespace jackdaw::sweep {
namespace {

TEST(Settings, TextIsWhatACommandLineTakes) {
  EXPECT_EQ(SettingText(75), "75");
  EXPECT_EQ(SettingText(0.1), "0.1");
  EXPECT_EQ(SettingText(-2.5), "-2.5");
  EXPECT_EQ(SettingText(123456789), "123456789");
  EXPECT_EQ(SettingText(0), "0");
}

TEST(Settings, Steps) {
  EXPECT_EQ(WholeSteps(10, 50, 5), (std::vector<double>{10, 20, 30, 40, 50}));
  EXPECT_EQ(WholeSteps(3, 1, 9), (std::vector<double>{3, 2, 1}));
  EXPECT_EQ(WholeSteps(10, 50, 1), (std::vector<double>{30}));
  EXPECT_EQ(EqualRatios(8, 1, 4), (std::vector<double>{8, 4, 2, 1}));
  EXPECT_EQ(EqualRatios(0.1, 10, 3), (std::vector<double>{0.1, 1, 10}));
}

class Codecs : public testing::Test {
 protected:
  Codecs() { toolbox_.search_path = directory_; }

  // A picture, its JPEG and the files that encoders read.
  EncoderInput MakeInput() {
    image_ = test::TestPicture(64, 48, 3, 1);
    jpeg_ = EncodeJpeg(image_, 80).value();
    EncoderInput input{jpeg_, ReadJpegHeader(jpeg_).value(), directory_ + "/in.jpg",
                       directory_ + "/in.ppm", directory_ + "/in.png"};
    EXPECT_TRUE(WriteWholeFile(input.jpeg_path, jpeg_).ok());
    EXPECT_TRUE(WriteWholeFile(input.pnm_path, EncodePnm(image_)).ok());
    EXPECT_TRUE(WriteWholeFile(input.png_path, EncodePng(image_).value()).ok());
    return input;
  }

  TempDir temp_dir_ = test::FreshDirectory();
  std::string directory_ = temp_dir_.path();
  TempDir scratch_dir_ = test::FreshDirectory();
  std::string scratch_ = scratch_dir_.path();
  Toolbox toolbox_;
  Image image_;
  std::vector<uint8_t> jpeg_;
};

TEST_F(Codecs, WithoutToolsThereIsJackdawAlone) {
  std::vector<std::string> names, missing;
  const FoundCodecs found = FindCodecs(toolbox_);
  for (const auto& codec : found.codecs) {
    if (!codec->info().on_request) names.push_back(codec->info().name);
  }
  for (const MissingCodec& codec : found.missing) {
    missing.push_back(codec.name);
    EXPECT_FALSE(codec.needs.empty());
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{"input", "jackdaw-lossless-fast", "jackdaw-lossless-balanced",
                                      "jackdaw-lossless-default", "jackdaw-lossless-parallel",
                                      "jackdaw-lossy", "jackdaw-transcode"}));
  EXPECT_EQ(missing,
            (std::vector<std::string>{"cjpeg", "cjpeg-progressive", "cjpeg+jackdaw", "mozjpeg",
                                      "cjpegli", "cjxl", "cjxl-jpeg", "cwebp", "avifenc"}));
}

TEST_F(Codecs, LosslessJackdawGivesTheSamePixels) {
  const EncoderInput input = MakeInput();
  const auto codec = MakeJackdawLosslessCodec(toolbox_, Preset::kDefault);
  const EncodedFile file = codec->Encode(input, 0, scratch_).value();
  EXPECT_LT(file.bytes.size(), jpeg_.size());
  const DecodedPicture decoded = codec->Decode(file.bytes, scratch_).value();
  EXPECT_EQ(decoded.image.samples, DecodeJpeg(jpeg_).value().image.samples);
  EXPECT_FALSE(codec->Decode(std::vector<uint8_t>(100, 7), scratch_).ok());
}

// A cjpeg that notes its arguments and copies a JPEG.
TEST_F(Codecs, CjpegGetsTheSamplingOfTheInput) {
  const EncoderInput input = MakeInput();
  test::WriteScript(directory_, "cjpeg",
                    "if [ \"$1\" = -version ]; then echo 'cjpeg 9 (a build)' >&2; exit; fi\n"
                    "echo \"$@\" >'" +
                        directory_ + "/args'; cp '" + input.jpeg_path + "' \"$7\"");
  const auto codec = MakeCjpegCodec(toolbox_);
  ASSERT_NE(codec, nullptr);
  EXPECT_EQ(codec->info().version, "cjpeg 9 (a build)");
  const Result<EncodedFile> file = codec->Encode(input, 55, scratch_);
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file.value().bytes, jpeg_);
  const std::vector<uint8_t> args = ReadWholeFile(directory_ + "/args").value();
  EXPECT_EQ(std::string(args.begin(), args.end()), "-quality 55 -optimize -sample 2x2 -outfile " +
                                                       scratch_ + "/out.jpg " + input.pnm_path +
                                                       "\n");
  // The same JPEG packed.
  const auto packed = MakeCjpegJackdawCodec(toolbox_);
  ASSERT_NE(packed, nullptr);
  const EncodedFile jkd = packed->Encode(input, 55, scratch_).value();
  EXPECT_TRUE(IsJkd(jkd.bytes));
  EXPECT_EQ(packed->Decode(jkd.bytes, scratch_).value().image.samples,
            DecodeJpeg(jpeg_).value().image.samples);
}

TEST_F(Codecs, FailuresOfToolsAreErrors) {
  const EncoderInput input = MakeInput();
  test::WriteScript(directory_, "cjpeg", "echo 'no such thing' >&2; exit 1");
  EXPECT_FALSE(MakeCjpegCodec(toolbox_)->Encode(input, 5, scratch_).ok());
  test::WriteScript(directory_, "cjpeg", "exit 0");  // says it went well, writes nothing
  EXPECT_FALSE(MakeCjpegCodec(toolbox_)->Encode(input, 5, scratch_).ok());
}

TEST_F(Codecs, LossyJackdawIsTheLibrary) {
  const EncoderInput input = MakeInput();
  const auto lossy = MakeJackdawLossyCodec(toolbox_),
             transcode = MakeJackdawTranscodeCodec(toolbox_);
  EXPECT_EQ(lossy->info().setting, "quality");
  const Result<EncodedFile> jkd = lossy->Encode(input, 50, scratch_);
  const Result<EncodedFile> jpeg = transcode->Encode(input, 50, scratch_);
  ASSERT_TRUE(jkd.ok() && jpeg.ok());
  EXPECT_TRUE(IsJkd(jkd.value().bytes));
  EXPECT_LT(jpeg.value().bytes.size(), jpeg_.size());
  EXPECT_EQ(lossy->Decode(jkd.value().bytes, scratch_).value().image.samples.size(),
            image_.samples.size());
  EXPECT_EQ(transcode->Decode(jpeg.value().bytes, scratch_).value().image.samples.size(),
            image_.samples.size());
}

TEST_F(Codecs, RestoredPixelsAreThoseOfTheLibrary) {
  if (!CanRestorePixels()) GTEST_SKIP() << "restoration is not there";
  const EncoderInput input = MakeInput();
  const Bytes networks = test::RestorationFileOf(5, {test::kTinyAlone});
  const TextureOptions texture{.on = true, .weights = networks};
  const FoundCodecs found = FindCodecs(toolbox_, networks);
  std::vector<std::string> names;
  for (const auto& codec : found.codecs) {
    const CodecInfo info = codec->info();
    if (!info.on_request) continue;
    names.push_back(info.name);
    const bool is_texture = info.name.ends_with("-texture");
    EXPECT_EQ(info.version.find(", texture") != std::string::npos, is_texture);
    EXPECT_FALSE(info.is_lossless);
    const std::vector<uint8_t> file = codec->Encode(input, 50, scratch_).value().bytes;
    EXPECT_EQ(IsJkd(file), info.name.starts_with("jackdaw-lossy"));
    EXPECT_EQ(codec->Decode(file, scratch_).value().image.samples,
              DecompressPixels(
                  file, {.restore = true, .texture = is_texture ? texture : TextureOptions{}})
                  .value()
                  .samples);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"jackdaw-input-restored", "jackdaw-lossy-restored",
                                             "jackdaw-input-texture", "jackdaw-lossy-texture"}));
}

// The programs note their arguments and copy a JPEG.
TEST_F(Codecs, OtherJpegEncoders) {
  const EncoderInput input = MakeInput();
  const std::string note = "echo \"$@\" >'" + directory_ + "/args'; ";
  const auto args = [&] {
    const std::vector<uint8_t> bytes = ReadWholeFile(directory_ + "/args").value();
    return std::string(bytes.begin(), bytes.end());
  };
  // mozjpeg, where its own name hides libjpeg-turbo's program.
  test::WriteScript(directory_, "cjpeg",
                    "if [ \"$1\" = -version ]; then echo 'mozjpeg version 4' >&2; exit; fi\n" +
                        note + "cp '" + input.jpeg_path + "' \"$6\"");
  EXPECT_EQ(MakeCjpegCodec(toolbox_), nullptr);
  EXPECT_EQ(MakeCjpegProgressiveCodec(toolbox_), nullptr);
  const auto mozjpeg = MakeMozjpegCodec(toolbox_);
  ASSERT_NE(mozjpeg, nullptr);
  EXPECT_EQ(mozjpeg->Encode(input, 55, scratch_).value().bytes, jpeg_);
  EXPECT_EQ(args(),
            "-quality 55 -sample 2x2 -outfile " + scratch_ + "/out.jpg " + input.pnm_path + "\n");
  test::WriteScript(directory_, "cjpegli",
                    "if [ \"$1\" = -V ]; then echo 'cjpegli 0.11'; exit; fi\n" + note + "cp '" +
                        input.jpeg_path + "' \"$2\"");
  const auto cjpegli = MakeCjpegliCodec(toolbox_);
  ASSERT_NE(cjpegli, nullptr);
  EXPECT_EQ(cjpegli->Encode(input, 55, scratch_).value().bytes, jpeg_);
  EXPECT_EQ(args(), input.png_path + " " + scratch_ + "/out.jpg -q 55 --chroma_subsampling=420\n");
  EncoderInput odd = input;
  odd.header.h_sampling = 4;
  EXPECT_FALSE(cjpegli->Encode(odd, 55, scratch_).ok());
}

}  // namespace
}  // namespace jackdaw::sweep
