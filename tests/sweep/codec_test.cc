#include "apps/sweep/codecs/codec.h"

#include <gtest/gtest.h>

#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/codecs/jackdaw_knob.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/pictures/pnm_pixels.h"
#include "apps/sweep/system/files.h"
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

TEST_F(Codecs, WithoutToolsThereIsLosslessJackdawAlone) {
  std::vector<std::string> names;
  for (const auto& codec : FindCodecs(toolbox_)) names.push_back(codec->info().name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"input", "jackdaw-lossless-fast", "jackdaw-lossless-default",
                                      "jackdaw-lossless-parallel"}));
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

// A jackdaw of the future.
TEST_F(Codecs, LossyJackdawAppearsWithItsOptions) {
  EXPECT_EQ(MakeJackdawLossyCodec(toolbox_), nullptr);
  EXPECT_EQ(MakeJackdawTranscodeCodec(toolbox_), nullptr);
  const EncoderInput input = MakeInput();
  toolbox_.jackdaw_program =
      test::WriteScript(directory_, "jackdaw",
                        "case \"$1 $2\" in\n"
                        "'compress --help') echo '  --lambda X  Rate';;\n"
                        "'decompress --help') echo '  --pixels PATH  As PPM';;\n"
                        "'transcode --help') echo '  --lambda X, --quality Q';;\n"
                        "compress*) echo \"$@\" >'" +
                            directory_ + "/args'; cp '" + input.jpeg_path +
                            "' \"$9\";;\n"
                            "decompress*) cp '" +
                            input.pnm_path +
                            "' \"$7\";;\n"
                            "transcode*) cp '" +
                            input.jpeg_path +
                            "' \"$9\";;\n"
                            "esac");
  const auto lossy = MakeJackdawLossyCodec(toolbox_);
  ASSERT_NE(lossy, nullptr);
  EXPECT_EQ(lossy->info().setting, "lambda");
  const Result<EncodedFile> file = lossy->Encode(input, 2.5, scratch_);
  ASSERT_TRUE(file.ok()) << file.error().message;
  const std::vector<uint8_t> args = ReadWholeFile(directory_ + "/args").value();
  EXPECT_EQ(
      std::string(args.begin(), args.end()),
      "compress -q -f -j 1 --lambda 2.5 -o " + scratch_ + "/out.jkd " + input.jpeg_path + "\n");
  EXPECT_EQ(lossy->Decode(file.value().bytes, scratch_).value().image.samples, image_.samples);
  const auto transcode = MakeJackdawTranscodeCodec(toolbox_);
  ASSERT_NE(transcode, nullptr);
  EXPECT_EQ(transcode->info().setting, "quality");
  EXPECT_EQ(transcode->Encode(input, 50, scratch_).value().bytes, jpeg_);
}

TEST_F(Codecs, HelpNamesWholeOptionsOnly) {
  toolbox_.jackdaw_program =
      test::WriteScript(directory_, "jackdaw", "echo '--quality-x --no--lambda'");
  EXPECT_FALSE(HelpNames(toolbox_, "compress", "--quality"));
  EXPECT_FALSE(HelpNames(toolbox_, "compress", "--lambda"));
  EXPECT_TRUE(HelpNames(toolbox_, "compress", "--quality-x"));
}

}  // namespace
}  // namespace jackdaw::sweep
