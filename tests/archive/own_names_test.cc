#include "archive/own_names.h"

#include <gtest/gtest.h>

namespace jackdaw::archive {
namespace {

TEST(OwnNames, ProvesItsInode) {
  const std::string name = TempName(1234, 0x0123456789abcdef, 42);
  EXPECT_TRUE(name.starts_with(".jackdaw-1234-0123456789abcdef-")) << name;
  EXPECT_TRUE(name.ends_with(".tmp"));
  EXPECT_EQ(name.size(), std::string(".jackdaw-1234-").size() + 16 + 1 + 16 + 4);
  EXPECT_TRUE(IsTempNameOf(name, 42));
  EXPECT_FALSE(IsTempNameOf(name, 43));
}

TEST(OwnNames, NothingElseIsATemporaryName) {
  const std::string name = TempName(1234, 0x0123456789abcdef, 42);
  for (size_t i = 0; i < name.size(); ++i) {
    std::string changed = name;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(IsTempNameOf(changed, 42)) << changed;
    EXPECT_FALSE(IsTempNameOf(name.substr(0, i), 42)) << i;
  }
  // Other spellings of the same numbers.
  EXPECT_FALSE(IsTempNameOf(".jackdaw-0" + name.substr(9), 42));
  EXPECT_FALSE(IsTempNameOf(".jackdaw-1234-0123456789ABCDEF" + name.substr(30), 42));
  for (const char* other :
       {"", ".tmp", ".jackdaw-", ".jackdaw-.tmp", ".jackdaw-notes.tmp", ".jackdaw-1-ab.tmp",
        ".jackdaw-1-0123456789abcdef.tmp", ".jackdaw-1-0123456789abcdef-0123456789abcdef.tmp",
        ".jackdaw-99999999999999999999999-0-0.tmp"}) {
    EXPECT_FALSE(IsTempNameOf(other, 42)) << other;
  }
}

TEST(OwnNames, AllTemporaryNamesAreKnown) {
  EXPECT_EQ(UnprovenTempName(17, 0xab), ".jackdaw-17-00000000000000ab.tmp");
  EXPECT_TRUE(IsUnfinishedName(UnprovenTempName(17, 0xab)));
  EXPECT_TRUE(IsUnfinishedName(TempName(1, 2, 3)));
  EXPECT_TRUE(IsUnfinishedName(".jackdaw-1-ab.tmp"));
  EXPECT_TRUE(IsUnfinishedName(".jackdaw-.tmp"));
  EXPECT_FALSE(IsUnfinishedName(".jackdaw-a.tmp.jkd"));
  EXPECT_FALSE(IsUnfinishedName("a.jackdaw-a.tmp"));
  EXPECT_FALSE(IsUnfinishedName(".jackdaw.tmp"));
}

TEST(OwnNames, CataloguesAndWhatLiesBesideThem) {
  for (const char* name : {".jackdaw-catalogue.sqlite", ".jackdaw-catalogue.sqlite-journal",
                           ".jackdaw-catalogue.sqlite-wal", ".jackdaw-catalogue.sqlite-shm",
                           ".jackdaw-catalogue.sqlite.new", ".jackdaw-catalogue.sqlite.new-journal",
                           ".jackdaw-1-2-3.tmp"}) {
    EXPECT_TRUE(IsOwnName(name)) << name;
  }
  for (const char* name : {"", ".jackdaw", ".jackdaw-catalogue", "a.jackdaw-catalogue.sqlite",
                           ".jackdaw-catalogue.sqlite.jkd", ".jackdaw-catalogue.sqlite.bak"}) {
    EXPECT_FALSE(IsOwnName(name)) << name;
  }
}

}  // namespace
}  // namespace jackdaw::archive
