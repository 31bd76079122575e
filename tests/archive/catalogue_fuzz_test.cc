// Catalogues by chance and by intent, and what the fuzzer `catalogue` found once.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include "tests/fuzz/archive_target.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

Bytes Input(uint8_t kind, uint8_t what, std::string_view text) {
  Bytes input = {kind, what};
  input.insert(input.end(), text.begin(), text.end());
  return input;
}

TEST(CatalogueFuzz, ChangedBytes) {
  TestRng rng(4);
  for (int trial = 0; trial < 400; ++trial) {
    Bytes input = rng.RandomBytes(1 + 3 * (1 + rng.Below(12)));
    input[0] = 1;
    // The header and the first page say most about the rest.
    if (rng.OneIn(2)) input[1] = static_cast<uint8_t>(rng.Below(4));
    EXPECT_EQ(FuzzCatalogue(input), "") << trial;
  }
}

TEST(CatalogueFuzz, OtherDefinitions) {
  for (const std::string_view sql :
       {"", "CREATE VIEW files AS SELECT 1 AS id, 'a' AS path", "DROP TABLE files",
        "CREATE TRIGGER t AFTER INSERT ON files BEGIN DELETE FROM files; END",
        "CREATE TABLE files(id, path, size AS (load_extension('x')))",
        "CREATE INDEX i ON files(randomblob(1000000000))",
        "CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"}) {
    for (uint8_t table = 0; table < 3; ++table) {
      EXPECT_EQ(FuzzCatalogue(Input(2, table, sql)), "") << sql;
    }
  }
}

TEST(CatalogueFuzz, OtherValues) {
  for (uint8_t column = 0; column < 8; ++column) {
    for (const int kind : {0, 0x40, 0x80, 0xc0}) {
      for (const std::string_view value :
           {"", "-1", "9223372036854775807", "../a", "/etc/passwd", "a/./b", "x\xff", "1e300"}) {
        EXPECT_EQ(FuzzCatalogue(Input(3, static_cast<uint8_t>(kind | column), value)), "")
            << int{column} << " " << value;
      }
    }
  }
}

TEST(CatalogueFuzz, Corpus) {
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(JACKDAW_TESTS_DIR "/fuzz/corpus/catalogue", error)) {
    std::ifstream file(entry.path(), std::ios::binary);
    EXPECT_EQ(FuzzCatalogue(Bytes(std::istreambuf_iterator<char>(file), {})), "") << entry.path();
  }
}

}  // namespace
}  // namespace jackdaw::test
