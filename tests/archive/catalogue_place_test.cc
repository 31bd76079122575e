#include "archive/catalogue_place.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "archive/catalogue_rebuild.h"
#include "archive/own_names.h"
#include "tests/archive/temp_folder.h"

namespace jackdaw::archive {
namespace {

class CataloguePlaceTest : public testing::Test {
 protected:
  CataloguePlace Find(const std::optional<std::string>& named = {}) const {
    Result<CataloguePlace> place = FindCataloguePlace(tree_.path(), named, state_.path());
    EXPECT_TRUE(place.ok());
    return std::move(place).value();
  }
  static Result<OpenCatalogue> Open(const CataloguePlace& place, bool rebuild = false) {
    return OpenCatalogueAt(place, {.rebuild = rebuild, .made = "1"});
  }
  std::string InTree() const { return tree_.At(std::string(kCatalogueName)); }

  TempFolder tree_, state_;
};

TEST_F(CataloguePlaceTest, InTheTree) {
  const CataloguePlace place = Find();
  EXPECT_EQ(std::filesystem::canonical(tree_.path()).string() + "/" + std::string(kCatalogueName),
            place.path);
  EXPECT_TRUE(place.can_write);
  EXPECT_FALSE(OpenCatalogueToRead(place).value().has_value());
  const Result<OpenCatalogue> made = Open(place);
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(made.value().is_new);
  EXPECT_EQ(made.value().catalogue.facts().tree_path, place.tree);
  const Result<OpenCatalogue> again = Open(place);
  ASSERT_TRUE(again.ok());
  EXPECT_FALSE(again.value().is_new);
  EXPECT_EQ(again.value().catalogue.facts().tree_id, made.value().catalogue.facts().tree_id);
  EXPECT_TRUE(OpenCatalogueToRead(place).value().has_value());
}

TEST_F(CataloguePlaceTest, NoTree) {
  tree_.Write("file", {});
  EXPECT_FALSE(FindCataloguePlace(tree_.At("file"), {}, "/tmp").ok());
  EXPECT_FALSE(FindCataloguePlace(tree_.At("none"), {}, "/tmp").ok());
}

TEST_F(CataloguePlaceTest, TreesThatCannotBeWrittenTo) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  std::filesystem::permissions(
      tree_.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const CataloguePlace place = Find();
  EXPECT_TRUE(place.path.starts_with(state_.path()));
  EXPECT_TRUE(Open(place).ok());
  EXPECT_EQ(Find().path, place.path);
  std::filesystem::permissions(tree_.path(), std::filesystem::perms::owner_all);
}

TEST_F(CataloguePlaceTest, ATreeMayMove) {
  ASSERT_TRUE(Open(Find()).ok());
  TempFolder other;
  std::filesystem::rename(InTree(), other.At(std::string(kCatalogueName)));
  const Result<CataloguePlace> moved = FindCataloguePlace(other.path(), {}, state_.path());
  const Result<OpenCatalogue> opened = Open(moved.value());
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened.value().catalogue.facts().tree_path, moved.value().tree);
}

TEST_F(CataloguePlaceTest, ANamedOneIsOfOneTree) {
  const std::string file = state_.At("c.sqlite");
  ASSERT_TRUE(Open(Find(file)).ok());
  TempFolder other;
  const CataloguePlace place = FindCataloguePlace(other.path(), file, "").value();
  EXPECT_EQ(Open(place).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(OpenCatalogueAt(place, {.accept_move = true, .made = "1"}).ok());
  EXPECT_TRUE(Open(place).ok());
}

TEST_F(CataloguePlaceTest, Rebuild) {
  const CataloguePlace place = Find();
  std::string id;
  {
    Result<OpenCatalogue> made = Open(place);
    ASSERT_TRUE(made.ok());
    id = made.value().catalogue.facts().tree_id;
    ASSERT_TRUE(made.value().catalogue.Put({"old.jpg", 1, 1, {}, CheckLevel::kNone}).ok());
  }
  {
    // Nothing changes until it is finished.
    const Result<OpenCatalogue> rebuilt = Open(place, true);
    ASSERT_TRUE(rebuilt.ok());
    EXPECT_EQ(rebuilt.value().catalogue.facts().tree_id, id);
    EXPECT_EQ(Open(place).value().catalogue.Count().value(), 1);
  }
  Result<OpenCatalogue> rebuilt = Open(place, true);
  ASSERT_TRUE(rebuilt.ok());
  ASSERT_TRUE(FinishRebuild(place, std::move(rebuilt).value()).ok());
  EXPECT_EQ(Open(place).value().catalogue.Count().value(), 0);
  EXPECT_FALSE(std::filesystem::exists(place.path + ".new"));
}

TEST_F(CataloguePlaceTest, RebuildMendsDamage) {
  tree_.Write(std::string(kCatalogueName), Bytes(5000, 'x'));
  const CataloguePlace place = Find();
  EXPECT_EQ(Open(place).error().code, ErrorCode::kCorrupt);
  Result<OpenCatalogue> rebuilt = Open(place, true);
  ASSERT_TRUE(rebuilt.ok());
  ASSERT_TRUE(FinishRebuild(place, std::move(rebuilt).value()).ok());
  EXPECT_TRUE(Open(place).ok());
}

// What a run leaves that is killed while it makes `place` anew.
void LeaveUnfinished(const CataloguePlace& place) {
  ASSERT_TRUE(OpenCatalogueAt(place, {.rebuild = true, .made = "1"}).ok());
  ASSERT_TRUE(std::filesystem::exists(RebuiltPath(place.path)));
}

TEST_F(CataloguePlaceTest, ARebuildReplacesWhatAnotherHasLeft) {
  for (const CataloguePlace& place : {Find(), Find(state_.At("c.sqlite"))}) {
    ASSERT_TRUE(Open(place).ok());
    LeaveUnfinished(place);
    std::filesystem::copy_file(place.path, RebuiltPath(place.path) + "-journal");
    Result<OpenCatalogue> rebuilt = Open(place, true);
    ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
    EXPECT_TRUE(rebuilt.value().catalogue.facts().is_unfinished);
    ASSERT_TRUE(FinishRebuild(place, std::move(rebuilt).value()).ok());
    EXPECT_FALSE(Open(place).value().catalogue.facts().is_unfinished);
    EXPECT_FALSE(std::filesystem::exists(RebuiltPath(place.path)));
    EXPECT_FALSE(std::filesystem::exists(RebuiltPath(place.path) + "-journal"));
  }
  // Of a name that only the program uses, whatever it holds.
  for (const size_t size : {0u, 5000u}) {
    tree_.Write(std::string(kCatalogueName) + ".new", Bytes(size, 'x'));
    Result<OpenCatalogue> rebuilt = Open(Find(), true);
    ASSERT_TRUE(rebuilt.ok());
    ASSERT_TRUE(FinishRebuild(Find(), std::move(rebuilt).value()).ok());
  }
}

TEST_F(CataloguePlaceTest, ARebuildReplacesNothingOfOthers) {
  const CataloguePlace place = Find(state_.At("c.sqlite"));
  ASSERT_TRUE(Open(place).ok());
  const auto expect_refused = [&](const std::string& name) {
    const Result<OpenCatalogue> refused = Open(place, true);
    ASSERT_FALSE(refused.ok()) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(refused.error().message.find(state_.At(name)), std::string::npos);
  };
  for (const char* name : {"c.sqlite.new", "c.sqlite.new-journal"}) {
    for (const size_t size : {0u, 5000u}) {
      state_.Write(name, Bytes(size, 'x'));
      expect_refused(name);
      EXPECT_EQ(state_.Read(name), Bytes(size, 'x'));
    }
    std::filesystem::remove(state_.At(name));
  }
  // A catalogue by itself, and a link to one that is unfinished.
  std::filesystem::copy_file(place.path, RebuiltPath(place.path));
  expect_refused("c.sqlite.new");
  std::filesystem::remove(RebuiltPath(place.path));
  LeaveUnfinished(place);
  std::filesystem::rename(RebuiltPath(place.path), state_.At("other"));
  std::filesystem::create_symlink("other", RebuiltPath(place.path));
  expect_refused("c.sqlite.new");
  EXPECT_TRUE(std::filesystem::exists(state_.At("other")));
}

// Locks of the operating system do not count between threads.
TEST_F(CataloguePlaceTest, ARebuildLeavesThatOfAnotherProcess) {
  const CataloguePlace place = Find();
  std::array<int, 2> ready{}, stop{};
  ASSERT_EQ(pipe(ready.data()), 0);
  ASSERT_EQ(pipe(stop.data()), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(stop[1]);
    Result<OpenCatalogue> rebuilt = Open(place, true);
    char byte = rebuilt.ok() ? '1' : '0';
    (void)!write(ready[1], &byte, 1);
    (void)!read(stop[0], &byte, 1);
    _exit(rebuilt.ok() && FinishRebuild(place, std::move(rebuilt).value()).ok() ? 0 : 1);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, '1');
  const Result<OpenCatalogue> second = Open(place, true);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kIo);
  EXPECT_NE(second.error().message.find(RebuiltPath(place.path)), std::string::npos);
  for (const int fd : {stop[0], stop[1], ready[0], ready[1]}) close(fd);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(Open(place).ok());
}

TEST_F(CataloguePlaceTest, ARebuildThatLostItsNameReplacesNothing) {
  const CataloguePlace place = Find();
  Result<OpenCatalogue> rebuilt = Open(place, true);
  ASSERT_TRUE(rebuilt.ok());
  std::filesystem::remove(RebuiltPath(place.path));
  tree_.Write(std::string(kCatalogueName) + ".new", Bytes(100, 'x'));
  EXPECT_EQ(FinishRebuild(place, std::move(rebuilt).value()).error().code, ErrorCode::kIo);
  EXPECT_FALSE(std::filesystem::exists(place.path));
}

TEST_F(CataloguePlaceTest, SeveralMayMakeItAtATime) {
  constexpr size_t kNumThreads = 6;
  for (int round = 0; round < 4; ++round) {
    const CataloguePlace place = Find();
    std::vector<std::string> ids(kNumThreads);
    std::atomic<size_t> num_new{0}, num_ready{0};
    std::vector<std::thread> threads;
    for (size_t i = 0; i < kNumThreads; ++i) {
      threads.emplace_back([&, i] {
        for (++num_ready; num_ready < kNumThreads;) std::this_thread::yield();
        Result<OpenCatalogue> opened = Open(place);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        ids[i] = opened.value().catalogue.facts().tree_id;
        num_new += opened.value().is_new;
        EXPECT_TRUE(opened.value()
                        .catalogue.Put({std::to_string(i) + ".jpg", 1, 1, {}, CheckLevel::kNone})
                        .ok());
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(num_new, 1u);
    EXPECT_EQ(ids, std::vector<std::string>(kNumThreads, ids[0]));
    EXPECT_EQ(Open(place).value().catalogue.Count().value(), int64_t{kNumThreads});
    std::filesystem::remove(place.path);
  }
}

TEST_F(CataloguePlaceTest, ReplacesNothingOfOthers) {
  tree_.Write("photo.jpg", Bytes(100, 'x'));
  const CataloguePlace place = Find(tree_.At("photo.jpg"));
  EXPECT_EQ(Open(place).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(Open(place, true).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(tree_.Read("photo.jpg"), Bytes(100, 'x'));
  // Nor what a link in the place of the catalogue points to.
  std::filesystem::create_symlink("photo.jpg", InTree());
  EXPECT_EQ(Open(Find()).error().code, ErrorCode::kIo);
  EXPECT_EQ(Open(Find(), true).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace jackdaw::archive
