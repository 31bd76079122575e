#include "archive/next_name.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/archive/test_tree.h"

namespace jackdaw::archive {
namespace {

std::string Numbered(int i) { return std::to_string(10000 + i) + ".jpg"; }

TEST(NextNames, PassesOverWhatIsNotCompressed) {
  const TestTree files;
  for (const char* name : {"d/a.jpg.jkd", "d/b.txt", "d/c.jpg", "d/d.jpg.lossy.jkd", "d/e/x.jkd"}) {
    files.Write(name, TextBytes("x"));
  }
  const Result<std::unique_ptr<Tree>> tree = Tree::Open(files.root());
  ASSERT_TRUE(tree.ok());
  NextNames next(*tree.value());
  EXPECT_EQ(next.After("d/a.jpg"), "d/d.jpg.lossy");  // not lossy by its contents
  EXPECT_EQ(next.After("d/b.txt"), "d/d.jpg.lossy");
  EXPECT_EQ(next.After("d/"), "d/a.jpg");
  EXPECT_EQ(next.After("d/e"), "");
  EXPECT_EQ(next.After("x"), "");
  EXPECT_EQ(next.After("missing/x"), "");
}

TEST(NextNames, GoesThroughALargeDirectory) {
  const TestTree files;
  constexpr int kNumFiles = 2500;
  for (int i = 0; i < kNumFiles; ++i) files.Write(Numbered(i) + ".jkd", TextBytes("x"));
  const Result<std::unique_ptr<Tree>> tree = Tree::Open(files.root());
  ASSERT_TRUE(tree.ok());
  NextNames next(*tree.value());
  for (int i = 0; i + 1 < kNumFiles; ++i) ASSERT_EQ(next.After(Numbered(i)), Numbered(i + 1));
  EXPECT_EQ(next.After(Numbered(kNumFiles - 1)), "");
  EXPECT_EQ(next.After(Numbered(0)), Numbered(1));  // back again
}

}  // namespace
}  // namespace jackdaw::archive
