#include <gtest/gtest.h>

#include "codec/container/enc_images.h"
#include "codec/container/format.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::container {
namespace {

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
  const Result<ModelledImage> wanted = ModelImage(stream, {}, options, 0);
  ASSERT_TRUE(wanted.ok());
  for (int call = 0; call < 2; ++call) {
    const Result<ModelledImage> got = known.Get(stream, {}, options);
    ASSERT_TRUE(got.ok());
    EXPECT_EQ(got.value().skeleton, wanted.value().skeleton);
    EXPECT_EQ(got.value().coefficients, wanted.value().coefficients);
  }
  const Bytes other = test::SmallJpeg(6);
  EXPECT_EQ(known.Get(other, {}, options).value().coefficients,
            ModelImage(other, {}, options, 0).value().coefficients);
  // A limit that has become too low holds for known images, too.
  const jpeg::JpegLimits limits{.max_plane_bytes = wanted.value().plane_bytes - 1};
  EXPECT_FALSE(known.Get(stream, limits, options).ok());
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
