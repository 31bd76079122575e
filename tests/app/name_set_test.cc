#include "apps/jackdaw/system/name_set.h"

#include <gtest/gtest.h>

#include <string>

namespace jackdaw::app {
namespace {

TEST(HashSetTest, FindsWhatWasInserted) {
  HashSet set;
  constexpr int kCount = 20'000;
  for (int i = 0; i < kCount; ++i) {
    EXPECT_TRUE(set.Insert(NameHash(std::to_string(i)))) << i;
  }
  EXPECT_EQ(set.size(), size_t{kCount});
  for (int i = 0; i < kCount; ++i) {
    EXPECT_TRUE(set.Contains(NameHash(std::to_string(i)))) << i;
    EXPECT_FALSE(set.Contains(NameHash(std::to_string(i).append("x")))) << i;
  }
  EXPECT_FALSE(set.Insert(NameHash("7")));
  EXPECT_EQ(set.size(), size_t{kCount});
}

TEST(HashSetTest, ZeroIsAHashToo) {
  HashSet set;
  EXPECT_FALSE(set.Contains(0));
  EXPECT_TRUE(set.Insert(0));
  EXPECT_TRUE(set.Contains(0));
}

TEST(HashSetTest, HashesOfOnePartWrapAround) {
  HashSet set;
  for (uint64_t i = 1; i <= 100; ++i) EXPECT_TRUE(set.Insert(i * 16 - 1));
  for (uint64_t i = 1; i <= 100; ++i) EXPECT_TRUE(set.Contains(i * 16 - 1));
  EXPECT_FALSE(set.Contains(16));
}

}  // namespace
}  // namespace jackdaw::app
