#include <gtest/gtest.h>

#include <algorithm>

#include "codec/jpeg/enc_tail.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"

namespace jackdaw::jpeg {
namespace {

Bytes Photo(uint64_t seed, uint32_t width = 120) {
  return test::WriteWithLibjpeg({.width = width, .height = 80, .quality = 90, .seed = seed});
}

TEST(FindTailPictures, ViewsFollowTheFirstPictureAndHaveItsSize) {
  const Bytes first = Photo(1), view = Photo(2), preview = Photo(3, 60), other = Photo(4, 200);
  const Bytes file = test::Concat({first, view, Bytes(40, 0), preview, other, Photo(5)});
  const std::vector<TailPicture> found = FindTailPictures(file, first.size());
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].kind, TailPictureKind::kView);
  EXPECT_EQ(found[0].begin, first.size());
  EXPECT_EQ(found[0].end, first.size() + view.size());
  EXPECT_EQ(found[1].kind, TailPictureKind::kPreview);
  EXPECT_EQ(found[2].kind, TailPictureKind::kOther);
  EXPECT_EQ(found[3].kind, TailPictureKind::kView);
}

TEST(FindTailPictures, AnIndexKnowsBetter) {
  const Bytes first = Photo(1), second = Photo(2, 60);
  for (const auto& [type, kind] : {std::pair{0x020002u, TailPictureKind::kView},
                                   {0x010001u, TailPictureKind::kPreview},
                                   {0u, TailPictureKind::kOther}}) {
    // The index lies behind SOI, marker, length and "MPF\0".
    constexpr uint32_t kStructure = 2 + 4 + 4;
    const size_t size = test::WithSegment(first, 0xE2, test::MpfPayload(0, 0, 0)).size();
    Bytes payload =
        test::MpfPayload(static_cast<uint32_t>(size), static_cast<uint32_t>(size) - kStructure,
                         static_cast<uint32_t>(second.size()));
    for (size_t i = 0; i < 3; ++i) {
      payload[payload.size() - 16 + i] = static_cast<uint8_t>(type >> (8 * i));
    }
    const Bytes file = test::Concat({test::WithSegment(first, 0xE2, payload), second, Photo(3)});
    const std::vector<TailPicture> found = FindTailPictures(file, size);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].kind, kind);
    EXPECT_EQ(found[0].begin, size);
    EXPECT_EQ(found[0].end, size + second.size());
  }
}

TEST(FindTailPictures, NothingInNoise) {
  const Bytes first = Photo(1);
  EXPECT_TRUE(FindTailPictures(first, first.size()).empty());
  Bytes starts;
  for (int i = 0; i < 5000; ++i) starts.insert(starts.end(), {0xFF, 0xD8, 0xFF, 0xE0});
  EXPECT_TRUE(FindTailPictures(test::Concat({first, starts}), first.size()).empty());
}

TEST(NewTail, KnowsWhereEverythingWent) {
  Bytes file(100);
  for (size_t i = 0; i < file.size(); ++i) file[i] = static_cast<uint8_t>(i);
  NewTail tail(40);
  tail.Replace(file, 50, 60, Bytes{7, 7, 7});
  tail.Replace(file, 70, 80, {});
  tail.Finish(file);
  EXPECT_EQ(tail.bytes().size(), 10u + 3 + 10 + 0 + 20);
  EXPECT_FALSE(tail.Find(39).has_value());
  EXPECT_EQ(tail.Find(45)->offset, 5u);
  EXPECT_EQ(tail.Find(50)->offset, 10u);
  EXPECT_EQ(*tail.Find(50)->sizes, std::pair(size_t{10}, size_t{3}));
  EXPECT_FALSE(tail.Find(51).has_value());
  EXPECT_EQ(tail.Find(61)->offset, 14u);
  EXPECT_EQ(tail.bytes()[14], 61);
  EXPECT_TRUE(tail.Find(72)->is_gone);
  EXPECT_EQ(tail.bytes()[tail.Find(99)->offset], 99);
  EXPECT_FALSE(tail.Find(100).has_value());
}

}  // namespace
}  // namespace jackdaw::jpeg
