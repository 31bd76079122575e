#include "apps/jackdaw/system/glob.h"

#include <gtest/gtest.h>

namespace jackdaw::app {
namespace {

bool File(const char* pattern, const char* path) { return Glob(pattern).Matches(path, false); }
bool Dir(const char* pattern, const char* path) { return Glob(pattern).Matches(path, true); }

TEST(GlobTest, NamesAlone) {
  EXPECT_TRUE(File("*.jpg", "a.jpg"));
  EXPECT_TRUE(File("*.jpg", "deep/down/a.jpg"));
  EXPECT_FALSE(File("*.jpg", "a.jpg/b"));
  EXPECT_FALSE(File("*.jpg", "a.JPG"));
  EXPECT_TRUE(File("IMG_00[12]?.jpg", "x/IMG_0023.jpg"));
  EXPECT_TRUE(Dir("cache", "a/cache"));
}

TEST(GlobTest, Paths) {
  EXPECT_TRUE(File("2024/*.jpg", "2024/a.jpg"));
  EXPECT_FALSE(File("2024/*.jpg", "x/2024/a.jpg"));
  EXPECT_FALSE(File("2024/*.jpg", "2024/x/a.jpg"));
  EXPECT_TRUE(File("/a.jpg", "a.jpg"));
  EXPECT_FALSE(File("/a.jpg", "b/a.jpg"));
  EXPECT_TRUE(File("**/a.jpg", "a.jpg"));
  EXPECT_TRUE(File("**/a.jpg", "x/y/a.jpg"));
  EXPECT_TRUE(File("x/**/a.jpg", "x/a.jpg"));
  EXPECT_TRUE(File("x/**/a.jpg", "x/1/2/a.jpg"));
  EXPECT_TRUE(File("x/**", "x/1/2"));
  EXPECT_FALSE(File("x/**/a.jpg", "y/a.jpg"));
}

TEST(GlobTest, DirectoriesAlone) {
  EXPECT_TRUE(Dir("cache/", "x/cache"));
  EXPECT_FALSE(File("cache/", "x/cache"));
  EXPECT_TRUE(Dir("x/cache/", "x/cache"));
  EXPECT_FALSE(Dir("x/cache/", "y/cache"));
}

}  // namespace
}  // namespace jackdaw::app
