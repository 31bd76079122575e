#include "archive/catalogue_sort.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace jackdaw::archive {
namespace {

ListedPicture Picture(const char* name, Held held, uint64_t size, uint64_t original_size,
                      int64_t mtime_ns) {
  ListedPicture picture;
  picture.name = name;
  picture.path = picture.name;
  picture.path += ".jkd";
  picture.held = held;
  picture.size = size;
  picture.original_size = original_size;
  picture.mtime_ns = mtime_ns;
  picture.content_hash.emplace().fill(7);
  picture.error = std::string(1, 'e');
  return picture;
}

class CatalogueSortTest : public testing::Test {
 protected:
  CatalogueSortTest() : sorter_(PictureSorter::Create()) {
    for (const ListedPicture& picture :
         {Picture("b", Held::kExact, 5, 50, 3), Picture("a", Held::kLossy, 9, 20, -1),
          Picture(std::string("\xff\n", 2).c_str(), Held::kOriginal, 7, 7, 2)}) {
      EXPECT_TRUE(sorter_.value().Add(picture).ok());
    }
  }
  std::string Order(SortKey key, bool reverse = false) {
    std::string order;
    EXPECT_TRUE(sorter_.value()
                    .Visit(key, reverse,
                           [&](const ListedPicture& picture) {
                             order += picture.name.substr(0, 1);
                             return true;
                           })
                    .ok());
    return order;
  }
  Result<PictureSorter> sorter_;
};

TEST_F(CatalogueSortTest, ByEachKey) {
  EXPECT_EQ(Order(SortKey::kName), "ab\xff");
  EXPECT_EQ(Order(SortKey::kName, true),
            "\xff"
            "ba");
  EXPECT_EQ(Order(SortKey::kSize),
            "b\xff"
            "a");
  EXPECT_EQ(Order(SortKey::kOriginalSize),
            "\xff"
            "ab");
  EXPECT_EQ(Order(SortKey::kSaved, true), "ba\xff");
  EXPECT_EQ(Order(SortKey::kDate),
            "a\xff"
            "b");
  EXPECT_EQ(Order(SortKey::kHeld),
            "b\xff"
            "a");
}

TEST_F(CatalogueSortTest, KeepsAllAndStopsWhenTold) {
  int count = 0;
  ASSERT_TRUE(sorter_.value()
                  .Visit(SortKey::kName, false,
                         [&](const ListedPicture& picture) {
                           EXPECT_EQ(picture.path, "a.jkd");
                           EXPECT_EQ(picture.held, Held::kLossy);
                           EXPECT_EQ(picture.mtime_ns, -1);
                           EXPECT_EQ(picture.content_hash->front(), 7);
                           EXPECT_EQ(picture.error, "e");
                           return ++count < 1;
                         })
                  .ok());
  EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace jackdaw::archive
