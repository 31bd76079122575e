#include "archive/catalogue_place.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

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
