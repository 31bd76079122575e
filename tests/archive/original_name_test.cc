#include "archive/original_name.h"

#include <gtest/gtest.h>

namespace jackdaw::archive {
namespace {

TEST(OriginalName, IsTheNameWithoutTheEnding) {
  EXPECT_EQ(OriginalName("a.jpg.jkd", {}), "a.jpg");
  EXPECT_EQ(OriginalName("A.JPG.JKD", {}), "A.JPG");
  EXPECT_EQ(OriginalName("a.jpg.jkd.jkd", {}), "a.jpg.jkd");
  EXPECT_EQ(OriginalName("a b\n\xff.jpeg.jkd", {}), "a b\n\xff.jpeg");
}

TEST(OriginalName, OfALossyFileHasNeitherEnding) {
  EXPECT_EQ(OriginalName("a.jpg.lossy.jkd", {.stored_name = "", .lossy = true}), "a.jpg");
  EXPECT_EQ(OriginalName("a.jpg.jkd", {.stored_name = "", .lossy = true}), "a.jpg");
}

TEST(OriginalName, IsTheStoredOneWhereNothingIsLeft) {
  EXPECT_EQ(OriginalName(".jkd", {.stored_name = "b.jpg"}), "b.jpg");
  EXPECT_EQ(OriginalName(".jkd", {}), ".jkd.jpg");
  EXPECT_EQ(OriginalName("..jkd", {}), "..jkd.jpg");
  EXPECT_EQ(OriginalName("...jkd", {.stored_name = ".."}), "...jkd.jpg");
  EXPECT_EQ(OriginalName(".jkd", {.stored_name = "../b.jpg"}), ".jkd.jpg");
  EXPECT_EQ(OriginalName(".lossy.jkd", {.stored_name = "b.jpg", .lossy = true}), "b.jpg");
}

TEST(OriginalName, GetsAnExtensionWhereItHasNone) {
  EXPECT_EQ(OriginalName("small.jkd", {.stored_name = "photo.jpg"}), "photo.jpg");
  EXPECT_EQ(OriginalName("small.jkd", {}), "small.jpg");
  EXPECT_EQ(OriginalName("README.jkd", {.is_jpeg = false}), "README");
  EXPECT_EQ(OriginalName("README.jkd", {.stored_name = "README", .is_jpeg = false}), "README");
  EXPECT_EQ(OriginalName("a.jpg.jkd", {.stored_name = "photo.jpg"}), "a.jpg");
}

TEST(OriginalName, OfANameThatWasCutIsStored) {
  const std::string cut = std::string(210, 'x') + "~0123456789abcdef.jkd";
  EXPECT_TRUE(NeedsNameFacts(cut));
  EXPECT_EQ(OriginalName(cut, {.stored_name = std::string(251, 'x')}), std::string(251, 'x'));
  EXPECT_EQ(OriginalName("x~0123456789abcdef.jpg.jkd", {}), "x~0123456789abcdef.jpg");
}

TEST(PackedName, IsCutWhereItIsTooLong) {
  struct Case {
    size_t size;
    bool is_cut, is_cut_lossy;
  };
  for (const Case c : {Case{245, false, false},
                       {246, false, true},
                       {251, false, true},
                       {252, true, true},
                       {255, true, true}}) {
    SCOPED_TRACE(c.size);
    const std::string name = std::string(c.size - 4, 'x') + ".jpg";
    for (const bool lossy : {false, true}) {
      const std::string packed = PackedName(name, lossy);
      const bool is_cut = lossy ? c.is_cut_lossy : c.is_cut;
      EXPECT_LE(packed.size(), kMaxNameBytes);
      EXPECT_TRUE(packed.ends_with(lossy ? ".lossy.jkd" : ".jkd"));
      EXPECT_EQ(MustBeShortened(name, lossy), is_cut);
      EXPECT_EQ(IsCutName(packed), is_cut);
      EXPECT_TRUE(IsPackedName(packed, name));
      EXPECT_FALSE(IsPackedName(packed, std::string("y").append(name.substr(1))));
      EXPECT_FALSE(IsPackedName(packed, std::string("x").append(name)));
    }
  }
  EXPECT_FALSE(IsCutName(std::string(210, 'x') + "~0123456789abcdef"));
  EXPECT_FALSE(IsCutName("x~0123456789abcdef.jkd"));
}

TEST(OriginalName, IsNeverThatOfAFileOfTheProgram) {
  EXPECT_EQ(OriginalName(".jackdaw-1.tmp.jkd", {}), ".jackdaw-1.tmp.jkd.jpg");
  EXPECT_EQ(OriginalName(".jackdaw-catalogue.sqlite.jkd", {}), ".jackdaw-catalogue.sqlite.jkd.jpg");
  EXPECT_EQ(OriginalName("small.jkd", {.stored_name = ".jackdaw-catalogue.sqlite"}), "small.jpg");
}

TEST(OriginalName, NeedsFactsOnlyWhereTheyMatter) {
  EXPECT_FALSE(NeedsNameFacts("a.jpg.jkd"));
  EXPECT_TRUE(NeedsNameFacts("a.jpg.lossy.jkd"));
  EXPECT_TRUE(NeedsNameFacts(".jkd"));
  EXPECT_TRUE(NeedsNameFacts("small.jkd"));
}

}  // namespace
}  // namespace jackdaw::archive
