#include "apps/jackdaw/flags/value.h"

#include <gtest/gtest.h>

namespace jackdaw::app {
namespace {

TEST(ValueTest, SizesTakeSuffixes) {
  const struct {
    const char* text;
    double bytes;
  } kCases[] = {{"0", 0},
                {"5", 5},
                {"5K", 5120},
                {"5k", 5120},
                {"5KB", 5120},
                {"5kib", 5120},
                {"1.5M", 1572864},
                {"2G", 2147483648.0},
                {"1T", 1099511627776.0},
                {"12b", 12},
                {"4.9", 4},
                {"4503599627370497", 4503599627370497.0}};
  for (const auto& [text, bytes] : kCases) {
    const Result<double> size = ParseSize(text);
    ASSERT_TRUE(size.ok()) << text;
    EXPECT_EQ(size.value(), bytes) << text;
  }
  for (const char* text : {"", "K", "B", "iB", "KiB", "5X", "5 K", "5KK", "K5", "5i", "5ib", "much",
                           "inf", "nan", "0x10", "5K\n"}) {
    EXPECT_FALSE(ParseSize(text).ok()) << text;
  }
}

TEST(ValueTest, NumbersTakeUpTheWholeText) {
  EXPECT_EQ(ParseNumber("-2.5e3").value(), -2500);
  for (const char* text : {"", "1x", " 1", "1 ", "1,5", "inf", "nan", "1e999"}) {
    EXPECT_FALSE(ParseNumber(text).ok()) << text;
  }
}

TEST(ValueTest, RangesAreInclusive) {
  const ValueSpec quality = Number("Q", 0, 100);
  EXPECT_EQ(ParseValue(quality, "0").value().number, 0);
  EXPECT_EQ(ParseValue(quality, "100").value().number, 100);
  EXPECT_EQ(ParseValue(quality, "100.5").error().message, "100.5 is not between 0 and 100");
  EXPECT_EQ(ParseValue(quality, "much").error().message, "much is not a number");
  const ValueSpec threads = Integer("N", 1, 8);
  EXPECT_EQ(ParseValue(threads, "8").value().AsInt(), 8);
  EXPECT_EQ(ParseValue(threads, "1.5").error().message, "1.5 is not a whole number");
  EXPECT_FALSE(ParseValue(threads, "0").ok());
}

TEST(ValueTest, ChoicesAndChecks) {
  const ValueSpec preset = OneOf("NAME", {"fast", "slow", "odd"});
  EXPECT_EQ(ParseValue(preset, "slow").value().text, "slow");
  EXPECT_EQ(ParseValue(preset, "Fast").error().message, "Fast is not fast, slow or odd");
  const ValueSpec checked =
      Text("X", [](const std::string& text) { return text == "a" ? "" : "must be a"; });
  EXPECT_TRUE(ParseValue(checked, "a").ok());
  EXPECT_EQ(ParseValue(checked, "b").error().message, "must be a");
  EXPECT_TRUE(ParseValue(File("PATH"), "").ok());
}

}  // namespace
}  // namespace jackdaw::app
