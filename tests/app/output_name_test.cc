#include "apps/jackdaw/output_name.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace jackdaw::app {
namespace {

Options OptionsFor(Command command, const std::string& output) {
  Options options;
  options.command = command;
  options.output = output;
  return options;
}

const std::vector<std::string> kPictures = {"a.png",  "d/a.PPM", "a.pgm", "a.pnm",
                                            "a.gif",  "a.bmp",   "a.tif", "a.TIFF",
                                            "a.webp", "a.avif",  "a.jxl"};
const std::vector<std::string> kJpegs = {"a.jpg", "d.png/a.JPG", "a.jpeg", "a.jfif", "a.mpo"};
const std::vector<std::string> kJkds = {"a.jkd", "a.jpg.jkd", "a.png.lossy.JKD"};
// Nothing is known of what these are.
const std::vector<std::string> kOthers = {"a",   "a.bin", "a.jpg.new", "d.jpg/a",
                                          "png", "-",     "a.jpg~"};

void ExpectMistakes(Options options, const std::vector<std::string>& names, const char* advice) {
  for (const std::string& name : names) {
    options.output = name;
    const std::string mistake = FindOutputNameMistake(options);
    EXPECT_TRUE(mistake.starts_with("-o " + name + ": ")) << name << ": " << mistake;
    EXPECT_NE(mistake.find(advice), std::string::npos) << mistake;
  }
}

void ExpectNone(Options options, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    options.output = name;
    EXPECT_EQ(FindOutputNameMistake(options), "");
  }
}

TEST(OutputNameTest, Compress) {
  const Options options = OptionsFor(Command::kCompress, "");
  ExpectMistakes(options, kPictures, "use a name that ends in .jkd");
  ExpectMistakes(options, kJpegs, "use transcode");
  ExpectNone(options, kJkds);
  ExpectNone(options, kOthers);
}

TEST(OutputNameTest, Transcode) {
  const Options options = OptionsFor(Command::kTranscode, "");
  ExpectMistakes(options, kPictures, "a name that ends in .jpg");
  ExpectMistakes(options, {"d/a.png", "a.WEBP", "a.ppm", "a.pgm"}, "use decompress --pixels ");
  ExpectMistakes(options, kJkds, "use compress");
  ExpectNone(options, kJpegs);
  ExpectNone(options, kOthers);
}

TEST(OutputNameTest, Encode) {
  Options options = OptionsFor(Command::kEncode, "");
  ExpectMistakes(options, kPictures, "a name that ends in .jpg or .jkd");
  for (const auto* names : {&kJpegs, &kJkds, &kOthers}) ExpectNone(options, *names);
  for (const EncodedKind kind : {EncodedKind::kJpeg, EncodedKind::kJkd}) {
    options.encode.kind = kind;
    for (const auto* names : {&kPictures, &kJpegs, &kJkds, &kOthers}) ExpectNone(options, *names);
  }
}

TEST(OutputNameTest, Pixels) {
  Options options = OptionsFor(Command::kDecompress, "");
  options.pixels = PixelTarget{PixelFormat::kPng, {}};
  ExpectMistakes(options, {"a.jpg", "a.webp", "a.jkd"}, "use a name that ends in .png");
  ExpectNone(options, {"a.png", "a.PNG"});
  ExpectNone(options, kOthers);
  for (const PixelFormat format : {PixelFormat::kPpm, PixelFormat::kPgm}) {
    options.pixels->format = format;
    ExpectMistakes(options, {"a.png"}, PixelFormatName(format));
    ExpectNone(options, {"a.pnm", std::string("a.") + PixelFormatName(format)});
  }
}

TEST(OutputNameTest, OriginalsHaveAnyName) {
  const Options options = OptionsFor(Command::kDecompress, "");
  for (const auto* names : {&kPictures, &kJpegs, &kJkds, &kOthers}) ExpectNone(options, *names);
}

TEST(OutputNameTest, JpegsOfAnotherNameAreSaid) {
  const std::vector<uint8_t> jpeg = {0xff, 0xd8, 0xff}, text = {'t', 'e', 'x', 't'};
  const std::array<std::string, 2> none = {"", "a.jpg"}, png = {"", "b.PNG"};
  EXPECT_EQ(OriginalNameWarning("x.png", none, jpeg),
            "x.png holds a JPEG; --pixels FILE writes what the name says");
  EXPECT_EQ(OriginalNameWarning("x.jkd", none, jpeg), "x.jkd holds a JPEG");
  EXPECT_EQ(OriginalNameWarning("x.png", png, jpeg), "");
  EXPECT_EQ(OriginalNameWarning("x.png", none, text), "");
  for (const char* name : {"x", "-", "x.jpeg", "x.bin"}) {
    EXPECT_EQ(OriginalNameWarning(name, none, jpeg), "");
  }
}

}  // namespace
}  // namespace jackdaw::app
