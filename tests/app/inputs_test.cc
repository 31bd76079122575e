#include "apps/jackdaw/inputs.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "apps/jackdaw/names.h"

namespace jackdaw::app {
namespace {

namespace fs = std::filesystem;

class InputsTest : public testing::Test {
 protected:
  InputsTest() : root_(testing::TempDir() + "jackdaw-inputs-" + std::to_string(getpid())) {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~InputsTest() override { fs::remove_all(root_); }

  void Make(const std::string& relative) {
    fs::create_directories(fs::path(root_ + "/" + relative).parent_path());
    std::ofstream(root_ + "/" + relative) << relative;
  }

  Search Jpegs() const {
    Search search;
    search.wanted = HasJpegName;
    return search;
  }

  // Relative paths, problems as "!path: message".
  std::vector<std::string> Found(Search search, std::vector<std::string> paths = {}) {
    if (paths.empty()) paths = {root_};
    InputStream stream(std::move(paths), nullptr, std::move(search));
    std::vector<std::string> found;
    while (std::optional<InputItem> item = stream.Next()) {
      if (const auto* file = std::get_if<InputFile>(&*item)) {
        found.push_back(file->relative);
      } else {
        found.push_back("!" + std::get<InputProblem>(*item).message);
      }
    }
    skipped_ = stream.skipped();
    return found;
  }

  using Strings = std::vector<std::string>;
  const std::string root_;
  SkipCounts skipped_;
};

TEST_F(InputsTest, InOrderOfNames) {
  for (const char* name : {"b/2.jpg", "a.jpg", "b/1.jpg", "c.txt", "b/d/x.jpg", "z.jpg"})
    Make(name);
  EXPECT_EQ(Found(Jpegs()), (Strings{"a.jpg", "b/1.jpg", "b/2.jpg", "b/d/x.jpg", "z.jpg"}));
  EXPECT_EQ(skipped_.other, 1u);
}

TEST_F(InputsTest, IncludeAndExclude) {
  for (const char* name : {"a.jpg", "b.jpg", "keep/a.jpg", "cache/a.jpg", "keep/cache/b.jpg"}) {
    Make(name);
  }
  Search search = Jpegs();
  search.exclude = {Glob("cache/"), Glob("/b.jpg")};
  EXPECT_EQ(Found(search), (Strings{"a.jpg", "keep/a.jpg"}));
  EXPECT_EQ(skipped_.excluded, 3u);
  search.include = {Glob("keep/**")};
  EXPECT_EQ(Found(search), (Strings{"keep/a.jpg"}));
  // A named file is taken whatever is included, but not if it is excluded.
  EXPECT_EQ(Found(search, {root_ + "/a.jpg"}), (Strings{"a.jpg"}));
  search.exclude = {Glob("a.jpg")};
  EXPECT_EQ(Found(search, {root_ + "/a.jpg"}), Strings{});
}

TEST_F(InputsTest, ShardsAreDisjointAndComplete) {
  std::set<std::string> all;
  for (int i = 0; i < 100; ++i) {
    all.insert(std::to_string(i % 7) + "/" + std::to_string(i) + ".jpg");
    Make(std::to_string(i % 7) + "/" + std::to_string(i) + ".jpg");
  }
  std::set<std::string> together;
  for (uint64_t shard = 1; shard <= 3; ++shard) {
    Search search = Jpegs();
    search.shard = shard;
    search.num_shards = 3;
    const Strings found = Found(search);
    EXPECT_GT(found.size(), 15u);
    for (const std::string& path : found) EXPECT_TRUE(together.insert(path).second) << path;
  }
  EXPECT_EQ(together, all);
}

// What decides on the shard may never change: tasks of one job can run different versions.
TEST_F(InputsTest, ShardHashIsFixed) {
  EXPECT_EQ(ShardHash(""), 0x2d06800538d394c2u);
  EXPECT_NE(ShardHash("a/b.jpg"), ShardHash("a/c.jpg"));
}

TEST_F(InputsTest, OutputDirectoryIsLeftOut) {
  for (const char* name : {"a.jpg", "small/a.jpg", "small/b/a.jpg"}) Make(name);
  Search search = Jpegs();
  search.left_out = root_ + "/../" + fs::path(root_).filename().string() + "/small/";
  EXPECT_EQ(Found(search), (Strings{"a.jpg"}));
  // But not where it is what is asked for.
  EXPECT_EQ(Found(search, {root_ + "/small"}), (Strings{"a.jpg", "b/a.jpg"}));
}

TEST_F(InputsTest, EmptyDirectories) {
  Make("sub/a.txt");
  Search search = Jpegs();
  EXPECT_EQ(Found(search), Strings{});
  search.required = "pictures";
  EXPECT_EQ(Found(search), (Strings{"!has no pictures"}));
  EXPECT_EQ(Found(search, {root_ + "/gone"}), (Strings{"!No such file or directory"}));
  Make("sub/a.jpg");
  EXPECT_EQ(Found(search), (Strings{"sub/a.jpg"}));
  // A shard without a file is no mistake.
  search.num_shards = 1000;
  for (search.shard = 1; search.shard <= 3; ++search.shard) {
    for (const std::string& found : Found(search)) EXPECT_FALSE(found.starts_with('!')) << found;
  }
}

TEST_F(InputsTest, HardLinks) {
  Make("a.jpg");
  Make("c.jpg");
  fs::create_hard_link(root_ + "/a.jpg", root_ + "/b.jpg");
  Search search = Jpegs();
  EXPECT_EQ(Found(search).size(), 3u);
  search.skip_hard_links = true;
  EXPECT_EQ(Found(search), (Strings{"c.jpg"}));
  EXPECT_EQ(skipped_.hard_links, 2u);
}

TEST_F(InputsTest, Lists) {
  for (const char* name : {"a.jpg", "odd\nname.jpg", "dir/x.jpg"}) Make(name);
  const std::string list = root_ + "/list";
  std::ofstream(list, std::ios::binary)
      << root_ << "/a.jpg" << '\0' << '\0' << root_ << "/odd\nname.jpg" << '\0' << root_ << "/dir";
  Result<ListReader> reader = ListReader::Open(list, '\0');
  ASSERT_TRUE(reader.ok());
  InputStream stream({}, std::make_unique<ListReader>(std::move(reader).value()), Jpegs());
  std::vector<std::string> found;
  while (std::optional<InputItem> item = stream.Next()) {
    ASSERT_TRUE(std::holds_alternative<InputFile>(*item));
    found.push_back(std::get<InputFile>(*item).path);
  }
  EXPECT_EQ(found, (Strings{root_ + "/a.jpg", root_ + "/odd\nname.jpg", root_ + "/dir/x.jpg"}));
}

}  // namespace
}  // namespace jackdaw::app
