#include "archive/catalogue.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "archive/tree_walk.h"
#include "tests/archive/temp_folder.h"
#include "tests/support/test_rng.h"

namespace jackdaw::archive {
namespace {

const CatalogueFacts kFacts{std::string(32, 'a'), "/tree", "1.2.3"};

CatalogueEntry MakeEntry(const std::string& path, uint64_t size) {
  CatalogueEntry entry{path, size, -5, PictureContent{size * 2, {}, true}, CheckLevel::kQuick};
  entry.content->hash.emplace().fill(static_cast<uint8_t>(size));
  return entry;
}

class CatalogueTest : public testing::Test {
 protected:
  std::string path() const { return folder_.At("c.sqlite"); }

  Catalogue Make(int num_entries = 0) {
    Result<Catalogue> made = Catalogue::Create(path(), kFacts);
    EXPECT_TRUE(made.ok()) << made.error().message;
    Catalogue catalogue = std::move(made).value();
    EXPECT_TRUE(catalogue.Begin().ok());
    for (int i = 1; i <= num_entries; ++i) {
      const std::string name = JoinNames("folder", std::to_string(i) + ".jpg");
      EXPECT_TRUE(catalogue.Put(MakeEntry(name, static_cast<uint64_t>(i))).ok());
    }
    EXPECT_TRUE(catalogue.Commit().ok());
    return catalogue;
  }

  void Alter(const std::string& sql) {
    const Result<Database> database = Database::Open(path(), OpenMode::kWrite);
    ASSERT_TRUE(database.ok());
    const Status done = database.value().Run(sql.c_str());
    ASSERT_TRUE(done.ok()) << done.error().message;
  }

  // Opens it and reads all, as a check does.
  Status ReadAll() {
    Result<Catalogue> opened = Catalogue::Open(path(), OpenMode::kWrite);
    if (!opened.ok()) return opened.error();
    for (const char* name : {"folder/1.jpg", "none"}) {
      const auto found = opened.value().Find(name);
      if (!found.ok()) return found.error();
    }
    int64_t last = 0;
    while (true) {
      const auto entries = opened.value().After(last, 100);
      if (!entries.ok()) return entries.error();
      if (entries.value().empty()) return OkStatus();
      last = entries.value().back().id;
    }
  }

  TempFolder folder_;
};

TEST_F(CatalogueTest, KeepsEntries) {
  {
    Catalogue catalogue = Make(3);
    ASSERT_TRUE(catalogue.Put({"x", 1, 2, {}, CheckLevel::kNone}).ok());
    ASSERT_TRUE(catalogue.Put({"y", 1, 2, PictureContent{7, {}, false}, CheckLevel::kNone}).ok());
  }
  Result<Catalogue> opened = Catalogue::Open(path(), OpenMode::kRead);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  Catalogue& catalogue = opened.value();
  EXPECT_EQ(catalogue.facts().tree_id, kFacts.tree_id);
  EXPECT_EQ(catalogue.facts().tree_path, "/tree");
  EXPECT_EQ(catalogue.facts().made, "1.2.3");
  EXPECT_EQ(catalogue.Count().value(), 5);
  EXPECT_EQ(catalogue.MaxId().value(), 5);
  const auto second = catalogue.Find("folder/2.jpg");
  ASSERT_TRUE(second.ok() && second.value().has_value());
  EXPECT_EQ(second.value()->entry, MakeEntry("folder/2.jpg", 2));
  EXPECT_FALSE(catalogue.Find("folder/4.jpg").value().has_value());
  const auto rest = catalogue.After(3, 10);
  ASSERT_EQ(rest.value().size(), 2u);
  EXPECT_FALSE(rest.value()[0].entry.content.has_value());
  EXPECT_EQ(rest.value()[1].entry.content, (PictureContent{7, {}, false}));
  EXPECT_FALSE(catalogue.Put({"z", 1, 2, {}, CheckLevel::kNone}).ok());  // opened to be read
}

TEST_F(CatalogueTest, ReplacesAndRemoves) {
  Catalogue catalogue = Make(2);
  CatalogueEntry other = MakeEntry("folder/1.jpg", 9);
  ASSERT_TRUE(catalogue.Put(other).ok());
  const StoredEntry stored = *catalogue.Find("folder/1.jpg").value();
  EXPECT_EQ(stored.entry, other);
  EXPECT_EQ(stored.id, 1);
  ASSERT_TRUE(catalogue.Remove(1).ok());
  EXPECT_EQ(catalogue.Count().value(), 1);
}

TEST_F(CatalogueTest, ForgetsWhatWasNotCommitted) {
  {
    Catalogue catalogue = Make(1);
    ASSERT_TRUE(catalogue.Begin().ok());
    ASSERT_TRUE(catalogue.Put(MakeEntry("more", 4)).ok());
  }
  Result<Catalogue> opened = Catalogue::Open(path(), OpenMode::kWrite);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened.value().Count().value(), 1);
}

TEST_F(CatalogueTest, CreateReplacesNothing) {
  folder_.Write("c.sqlite", Bytes{1, 2, 3});
  EXPECT_EQ(Catalogue::Create(path(), kFacts).error().code, ErrorCode::kIo);
  EXPECT_EQ(folder_.Read("c.sqlite"), (Bytes{1, 2, 3}));
  EXPECT_EQ(Catalogue::Open(path(), OpenMode::kWrite).error().code, ErrorCode::kCorrupt);
  folder_.Write("c.sqlite", {});  // what a process that was killed at once leaves
  EXPECT_TRUE(Catalogue::Create(path(), kFacts).ok());
}

TEST_F(CatalogueTest, KnowsItsFiles) {
  EXPECT_FALSE(LooksLikeCatalogue(path()));
  Make(1);
  EXPECT_TRUE(LooksLikeCatalogue(path()));
  Alter("PRAGMA application_id = 5");
  EXPECT_FALSE(LooksLikeCatalogue(path()));
  EXPECT_EQ(ReadAll().error().code, ErrorCode::kCorrupt);
}

TEST_F(CatalogueTest, RefusesOtherTablesAndVersions) {
  Make(3);
  ASSERT_TRUE(ReadAll().ok());
  Alter("PRAGMA user_version = 2");
  EXPECT_EQ(ReadAll().error().code, ErrorCode::kUnsupported);
  Alter("PRAGMA user_version = 1; CREATE VIEW v AS SELECT * FROM files");
  EXPECT_EQ(ReadAll().error().code, ErrorCode::kCorrupt);
  Alter("DROP VIEW v");
  ASSERT_TRUE(ReadAll().ok());
  Alter("CREATE TRIGGER t AFTER INSERT ON files BEGIN DELETE FROM files; END");
  EXPECT_EQ(ReadAll().error().code, ErrorCode::kCorrupt);
  Alter("DROP TRIGGER t; ALTER TABLE files ADD COLUMN more");
  EXPECT_EQ(ReadAll().error().code, ErrorCode::kCorrupt);
}

TEST_F(CatalogueTest, RefusesWrongValues) {
  for (const char* sql :
       {"path = '/etc/passwd'", "path = 'a/../../b'", "path = ''", "path = x'6100'", "size = -1",
        "content_size = -1", "content_hash = x'00'", "lossy = 2", "damaged_at = 9",
        "damaged_at = -1", "path = 'a//b'"}) {
    SCOPED_TRACE(sql);
    Make(1);
    Alter(std::string("UPDATE files SET ") + sql);
    EXPECT_EQ(ReadAll().error().code, ErrorCode::kCorrupt);
    folder_.Remove("c.sqlite");
  }
}

// Pages with one cell less, as far as their heads say.
TEST_F(CatalogueTest, MissesRowsThatAreLost) {
  constexpr size_t kPage = 4096, kRows = 7;
  Make(kRows);
  const Bytes good = folder_.Read("c.sqlite");
  int num_pages = 0;
  for (size_t page = kPage; page + kPage <= good.size(); page += kPage) {
    if (good[page + 3] != 0 || good[page + 4] != kRows) continue;
    ++num_pages;
    Bytes bad = good;
    --bad[page + 4];
    folder_.Write("c.sqlite", bad);
    Result<Catalogue> opened = Catalogue::Open(path(), OpenMode::kRead);
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(opened.value().Count().error().code, ErrorCode::kCorrupt);
  }
  EXPECT_EQ(num_pages, 2);  // of the table and of the index
}

// Whatever becomes of the file: no crash, and no error that is not one of a damaged file.
TEST_F(CatalogueTest, SurvivesDamage) {
  Make(200);
  const Bytes good = folder_.Read("c.sqlite");
  test::TestRng rng(5);
  int num_errors = 0;
  for (int round = 0; round < 600; ++round) {
    Bytes bad = good;
    const int kind = round % 3;
    if (kind == 0) bad.resize(rng.Below(static_cast<uint32_t>(bad.size())));
    for (int i = 0; kind == 1 && i < 20; ++i) {
      bad[rng.Below(static_cast<uint32_t>(bad.size()))] = rng.Byte();
    }
    if (kind == 2) bad[rng.Below(200)] ^= static_cast<uint8_t>(1 << rng.Below(8));
    folder_.Write("c.sqlite", bad);
    const Status status = ReadAll();
    if (status.ok()) continue;
    ++num_errors;
    EXPECT_TRUE(status.error().code == ErrorCode::kCorrupt ||
                status.error().code == ErrorCode::kUnsupported ||
                status.error().code == ErrorCode::kIo)
        << status.error().message;
  }
  EXPECT_GT(num_errors, 200);
}

}  // namespace
}  // namespace jackdaw::archive
