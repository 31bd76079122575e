#include "apps/jackdaw/system/temp_name.h"

#include <gtest/gtest.h>

namespace jackdaw::app {
namespace {

TEST(TempNameTest, ProvesItsInode) {
  const std::string name = TempName(1234, 0x0123456789abcdef, 42);
  EXPECT_TRUE(name.starts_with(".jackdaw-1234-0123456789abcdef-")) << name;
  EXPECT_TRUE(name.ends_with(".tmp"));
  EXPECT_EQ(name.size(), std::string(".jackdaw-1234-").size() + 16 + 1 + 16 + 4);
  EXPECT_TRUE(IsTempNameOf(name, 42));
  EXPECT_FALSE(IsTempNameOf(name, 43));
}

TEST(TempNameTest, NothingElseIsATempName) {
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

TEST(TempNameTest, ReservesTheFamily) {
  EXPECT_TRUE(IsReservedName(TempName(1, 2, 3)));
  EXPECT_TRUE(IsReservedName(".jackdaw-1-ab.tmp"));
  EXPECT_TRUE(IsReservedName(".jackdaw-.tmp"));
  EXPECT_FALSE(IsReservedName(".jackdaw-a.tmp.jkd"));
  EXPECT_FALSE(IsReservedName("a.jackdaw-a.tmp"));
  EXPECT_FALSE(IsReservedName(".jackdaw.tmp"));
}

}  // namespace
}  // namespace jackdaw::app
