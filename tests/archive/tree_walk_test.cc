#include "archive/tree_walk.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace jackdaw::archive {
namespace {

using Strings = std::vector<std::string>;

class TreeWalkTest : public testing::Test {
 protected:
  TreeWalkTest() {
    std::string name = (std::filesystem::temp_directory_path() / "jackdaw-test.XXXXXX").string();
    root_ = mkdtemp(name.data());
  }
  ~TreeWalkTest() override { std::filesystem::remove_all(root_); }

  void Touch(const std::string& name) {
    const std::filesystem::path path = std::filesystem::path(root_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path.string()) << name;
  }

  Strings Walk(size_t max_names_held = 1000) {
    TreeWalk walk(
        {.root = root_,
         .wanted = [](std::string_view name) { return name.ends_with(".jpg"); },
         .on_problem = [this](const std::string& path, const Error&) { problems_.push_back(path); },
         .max_names_held = max_names_held});
    Strings paths;
    while (std::optional<std::string> path = walk.Next()) paths.push_back(*path);
    return paths;
  }

  std::string root_;
  Strings problems_;
};

TEST_F(TreeWalkTest, FilesBeforeFolders) {
  for (const char* name : {"b.jpg", "a.jpg", "a/z.jpg", "a/b/c.jpg", "a.txt", "c/d.jpg", "B.jpg"}) {
    Touch(name);
  }
  EXPECT_EQ(Walk(), (Strings{"B.jpg", "a.jpg", "b.jpg", "a/z.jpg", "a/b/c.jpg", "c/d.jpg"}));
  EXPECT_TRUE(problems_.empty());
}

TEST_F(TreeWalkTest, EachFileOnceInParts) {
  Strings wanted;
  for (int i = 0; i < 500; ++i) {
    wanted.push_back(JoinNames("x", std::to_string(i) + ".jpg"));
    Touch(wanted.back());
  }
  for (const size_t held : {1u, 7u, 1000u}) {
    Strings found = Walk(held);
    std::sort(found.begin(), found.end());
    std::sort(wanted.begin(), wanted.end());
    EXPECT_EQ(found, wanted) << held;
  }
}

TEST_F(TreeWalkTest, PassesOverLinksAndSpecialFiles) {
  Touch("a/a.jpg");
  std::filesystem::create_symlink("a.jpg", root_ + "/a/link.jpg");
  std::filesystem::create_directory_symlink("..", root_ + "/a/loop");
  ASSERT_EQ(mkfifo((root_ + "/fifo.jpg").c_str(), 0600), 0);
  EXPECT_EQ(Walk(), Strings{"a/a.jpg"});
}

TEST_F(TreeWalkTest, RootMayBeALink) {
  Touch("real/a.jpg");
  std::filesystem::create_directory_symlink("real", root_ + "/link");
  const std::string real_root = root_;
  root_ += "/link";
  EXPECT_EQ(Walk(), Strings{"a.jpg"});
  root_ = real_root;
}

TEST_F(TreeWalkTest, SaysWhatItCannotList) {
  const std::string real_root = root_;
  root_ += "/missing";
  EXPECT_TRUE(Walk().empty());
  EXPECT_EQ(problems_, Strings{""});
  root_ = real_root;
  if (geteuid() == 0) return;  // root may list everything
  problems_.clear();
  Touch("closed/a.jpg");
  Touch("open/b.jpg");
  chmod((root_ + "/closed").c_str(), 0);
  EXPECT_EQ(Walk(), Strings{"open/b.jpg"});
  EXPECT_EQ(problems_, Strings{"closed"});
  chmod((root_ + "/closed").c_str(), 0700);
}

}  // namespace
}  // namespace jackdaw::archive
