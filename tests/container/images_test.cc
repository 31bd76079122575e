#include "codec/container/images.h"

#include <gtest/gtest.h>

#include "codec/container/enc_images.h"
#include "codec/container/format.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::container {
namespace {

TEST(ImagesTest, TableRoundTrip) {
  ImageTable table;
  table.plain_main = true;
  table.embedded = {{.distance = 7, .skeleton_bytes = 300, .facts_bytes = 1},
                    {.distance = 0, .copy_of = 0},
                    {.distance = 1 << 20, .skeleton_bytes = 5, .facts_bytes = 0}};
  ByteWriter out;
  WriteImageTable(table, &out);
  const auto read = ReadImageTable(out.bytes());
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(read.value().plain_main);
  ASSERT_EQ(read.value().embedded.size(), 3u);
  EXPECT_EQ(read.value().embedded[0].skeleton_bytes, 300u);
  EXPECT_TRUE(read.value().embedded[1].is_copy());
  EXPECT_EQ(read.value().embedded[2].distance, 1u << 20);
  Bytes longer = out.bytes();
  longer.push_back(0);
  EXPECT_FALSE(ReadImageTable(longer).ok());
  EXPECT_FALSE(ReadImageTable(ByteSpan(out.bytes()).first(out.size() - 1)).ok());
}

TEST(ImagesTest, HostileTables) {
  EXPECT_FALSE(ReadImageTable({}).ok());
  EXPECT_FALSE(ReadImageTable(Bytes{0xFE, 0xFF, 0xFF, 0xFF, 0x0F}).ok());  // too many
  EXPECT_FALSE(ReadImageTable(Bytes{2, 0, 0, 0}).ok());                    // copy of itself
  EXPECT_FALSE(ReadImageTable(Bytes{4, 0, 0, 1, 0, 1, 0}).ok());           // copy of a later one
}

TEST(ImagesTest, HolesAreFilled) {
  const Bytes main = {1, 2, 3, 4};
  ImageTable table;
  table.embedded = {{.distance = 0}, {.distance = 2}, {.distance = 0}, {.distance = 2}};
  const auto filled = FillHoles(main, table, {{10}, {11, 12}, {}, {13}});
  ASSERT_TRUE(filled.ok());
  EXPECT_EQ(filled.value(), (Bytes{10, 1, 2, 11, 12, 3, 4, 13}));
  table.embedded[3].distance = 3;
  EXPECT_FALSE(FillHoles(main, table, {{10}, {11, 12}, {}, {13}}).ok());
  table.embedded[3].distance = ~uint64_t{0};
  EXPECT_FALSE(FillHoles(main, table, {{10}, {11, 12}, {}, {13}}).ok());
  EXPECT_FALSE(FillHoles(main, table, {}).ok());
}

TEST(ImagesTest, FinderFindsWholeStreams) {
  const Bytes first = test::SmallJpeg(1), second = test::SmallJpeg(2, true);
  Bytes bytes = {0, 1, 2, 0xFF, 0xD8, 0xFF, 0xE0, 0xFF};
  const size_t first_begin = bytes.size();
  bytes.insert(bytes.end(), first.begin(), first.end());
  bytes.insert(bytes.end(), {0xFF, 0xD8, 0xFF});
  const size_t second_begin = bytes.size();
  bytes.insert(bytes.end(), second.begin(), second.end());
  bytes.insert(bytes.end(), 10, 0);
  JpegFinder finder(bytes, 0);
  JpegPlace place;
  ASSERT_TRUE(finder.Next(&place));
  EXPECT_EQ(place.begin, first_begin);
  EXPECT_EQ(place.end, first_begin + first.size());
  ASSERT_TRUE(finder.Next(&place));
  EXPECT_EQ(place.begin, second_begin);
  EXPECT_EQ(place.end, second_begin + second.size());
  EXPECT_FALSE(finder.Next(&place));
}

TEST(ImagesTest, KnownImagesAreThoseOfANewModel) {
  const Bytes stream = test::SmallJpeg(5);
  const coeff::CoeffOptions options{.preset = coeff::CoeffPreset::kDefault};
  ModelledImages known;
  const Result<ModelledImage> wanted = ModelImage(stream, {}, options, 0, 0);
  ASSERT_TRUE(wanted.ok());
  for (int call = 0; call < 2; ++call) {
    const Result<ModelledImage> got = known.Get(stream, {}, options, 0);
    ASSERT_TRUE(got.ok());
    EXPECT_EQ(got.value().skeleton, wanted.value().skeleton);
    EXPECT_EQ(got.value().coefficients, wanted.value().coefficients);
  }
  const Bytes other = test::SmallJpeg(6);
  EXPECT_EQ(known.Get(other, {}, options, 0).value().coefficients,
            ModelImage(other, {}, options, 0, 0).value().coefficients);
  // A limit that has become too low holds for known images, too.
  const jpeg::JpegLimits limits{.max_plane_bytes = wanted.value().plane_bytes - 1};
  EXPECT_FALSE(known.Get(stream, limits, options, 0).ok());
}

TEST(ImagesTest, SearchIsBounded) {
  // Each SOI starts a walk over all the rest, but for the budget. Ends at once, not in minutes.
  Bytes bytes;
  for (int i = 0; i < 200000; ++i) bytes.insert(bytes.end(), {0xFF, 0xD8, 0xFF, 0xE1, 0x00, 0x02});
  JpegFinder finder(bytes, 0);
  JpegPlace place;
  EXPECT_FALSE(finder.Next(&place));
  // One segment of a walk leads into the next SOI's segment, and so on.
  bytes.clear();
  for (int i = 0; i < 200000; ++i) {
    bytes.insert(bytes.end(), {0xFF, 0xD8, 0xFF, 0xE1, 0x00, 0x06});
    bytes.insert(bytes.end(), {0xFF, 0xD8, 0xFF, 0xE1});
  }
  JpegFinder other(bytes, 0);
  EXPECT_FALSE(other.Next(&place));
}

}  // namespace
}  // namespace jackdaw::container
