#include "apps/jackdaw/names.h"

#include <gtest/gtest.h>

#include <string>

namespace jackdaw::app {
namespace {

TEST(NamesTest, PackedAndBack) {
  EXPECT_EQ(PackedPath("d/a.jpg", false), "d/a.jpg.jkd");
  EXPECT_EQ(PackedPath("d/a.jpg", true), "d/a.jpg.lossy.jkd");
  EXPECT_EQ(StripJkdExtension("d/a.jpg.jkd", false), "d/a.jpg");
  EXPECT_EQ(StripJkdExtension("d/a.jpg.lossy.jkd", true), "d/a.jpg");
  EXPECT_EQ(StripJkdExtension("d/a.jpg.lossy.jkd", false), "d/a.jpg.lossy");
  EXPECT_EQ(StripJkdExtension("d/a.jpg.JKD", true), "d/a.jpg");
  EXPECT_EQ(StripJkdExtension("d/a.jpg", true), "");
  EXPECT_EQ(StripJkdExtension("d/.jkd", false), "");
  EXPECT_EQ(StripJkdExtension(".lossy.jkd", true), "");
  EXPECT_TRUE(HasLossyName("a.lossy.jkd"));
  EXPECT_FALSE(HasLossyName("a.jkd"));
  EXPECT_FALSE(HasLossyName("a.lossy"));
}

TEST(NamesTest, LongNamesAreCut) {
  for (const size_t size : {251u, 252u, 255u}) {
    const std::string name = std::string(size - 4, 'x') + ".jpg";
    EXPECT_EQ(MustBeShortened(name, false), size > 251) << size;
    const std::string packed = PackedPath("d/" + name, false);
    EXPECT_LE(packed.size(), 2u + 255u);
    const std::string stem = StripJkdExtension(packed.substr(2), false);
    EXPECT_EQ(IsShortened(stem), size > 251) << size;
    EXPECT_EQ(IsBareName(stem), size > 251) << size;
  }
  // Names that differ at the end stay different, and no letter of UTF-8 is cut.
  const std::string long_name(250, 'y');
  EXPECT_NE(PackedPath(long_name + "1.jpg", false), PackedPath(long_name + "2.jpg", false));
  std::string letters;
  for (int i = 0; i < 126; ++i) letters += "\xc3\xbc";
  const std::string packed = PackedPath("a" + letters, false);
  EXPECT_EQ(packed[packed.find('~') - 1], '\xbc');
}

TEST(NamesTest, ExactPaths) {
  EXPECT_EQ(ExactPath("d/a.jpg.lossy.jkd", "e/a.jpg"), "d/a.jpg.jkd");
  EXPECT_EQ(ExactPath("d/a~2.jpg.lossy.jkd", "e/a.jpg"), "d/a~2.jpg.jkd");
  // Cut with both endings, whole with one; cut with either.
  for (const size_t size : {250u, 255u}) {
    const std::string name = std::string(size - 4, 'x') + ".jpg";
    EXPECT_EQ(ExactPath(PackedPath("d/" + name, true), "e/" + name),
              PackedPath("d/" + name, false));
  }
}

TEST(NamesTest, BareNames) {
  EXPECT_TRUE(IsBareName("small"));
  EXPECT_FALSE(IsBareName("small.jpg"));
  EXPECT_FALSE(IsBareName("a.jpg~0123456789abcdef"));
}

TEST(NamesTest, Numbered) {
  EXPECT_EQ(NumberedPath("d.e/a.jpg.jkd", 2), "d.e/a~2.jpg.jkd");
  EXPECT_EQ(NumberedPath("a", 3), "a~3");
  EXPECT_EQ(NumberedPath("x/.hidden.jkd", 2), "x/.hidden~2.jkd");
}

TEST(NamesTest, NumberedNamesAreCut) {
  const std::string most = std::string(245, 'x') + ".jpg.jkd";  // of 253 bytes
  EXPECT_EQ(NumberedPath("d/" + most, 2), "d/" + std::string(245, 'x') + "~2.jpg.jkd");
  EXPECT_EQ(NumberedPath("d/" + most, 10), "d/" + std::string(244, 'x') + "~10.jpg.jkd");
  for (const std::string& ending : {std::string(), std::string(".jpg"), std::string(".jpg.jkd"),
                                    std::string(".jpg.lossy.jkd")}) {
    for (const int number : {2, 99, 100'000}) {
      for (const std::string& start :
           {std::string(), std::string("2019.12.31 "), std::string(".")}) {
        std::string name = start;
        name.append(255 - start.size() - ending.size(), 'x').append(ending);
        const std::string numbered = NumberedPath(name, number);
        EXPECT_EQ(numbered.size(), 255u) << name;
        EXPECT_TRUE(numbered.starts_with(start + "xxx"));
        EXPECT_TRUE(numbered.ends_with("x~" + std::to_string(number) + ending)) << numbered;
      }
    }
  }
  std::string letters;
  for (int i = 0; i < 125; ++i) letters += "\xc3\xbc";
  EXPECT_EQ(NumberedPath(letters + ".jkd", 2), letters.substr(0, 248) + "~2.jkd");
}

TEST(NamesTest, NamesOfFiles) {
  for (const char* name : {"", ".", "..", "a/b", ".jackdaw-1-2.tmp"}) {
    EXPECT_FALSE(MayBeName(name)) << name;
  }
  EXPECT_FALSE(MayBeName(std::string("a\0b", 3)));
  EXPECT_TRUE(MayBeName("a.jpg"));
}

}  // namespace
}  // namespace jackdaw::app
