#include "codec/container/icc_profiles.h"

#include <gtest/gtest.h>

#include <numeric>

#include "codec/container/dec_skeleton.h"
#include "codec/container/enc_skeleton.h"
#include "codec/container/skeleton_codes.h"

namespace jackdaw::container {
namespace {

TEST(IccProfilesTest, EveryProfileIsThreeBytes) {
  const auto sizes = IccProfileSizes();
  EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), size_t{0}), IccProfileBytes().size());
  for (size_t number = 0; number < sizes.size(); ++number) {
    EXPECT_LE(sizes[number], 4096u);
    Bytes segment;
    ASSERT_TRUE(AppendIccSegment(static_cast<uint8_t>(number), &segment));
    EXPECT_EQ(segment.size(), sizes[number] + 18u);
    size_t bytes = 0;
    EXPECT_EQ(FindIccSegment(segment, &bytes), static_cast<uint8_t>(number));
    EXPECT_EQ(bytes, segment.size());
    const TransformedSkeleton transformed = TransformSkeleton(segment);
    EXPECT_EQ(transformed.stream, (Bytes{kEscape, 0x1A, static_cast<uint8_t>(number)}));
    EXPECT_TRUE(transformed.has_profiles);
    const auto back = RestoreSkeleton(transformed.stream, {}, segment.size());
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back.value(), segment);
    EXPECT_FALSE(RestoreSkeleton(transformed.stream, {}, segment.size() - 1).ok());
    EXPECT_FALSE(RestoreSkeleton(transformed.stream, {}, segment.size(), false).ok());
  }
}

TEST(IccProfilesTest, OtherSegmentsAreNone) {
  Bytes segment;
  ASSERT_TRUE(AppendIccSegment(1, &segment));
  size_t bytes = 0;
  for (size_t size = 0; size < segment.size(); ++size) {
    EXPECT_FALSE(FindIccSegment(ByteSpan(segment).first(size), &bytes)) << size;
  }
  for (size_t i = 0; i < segment.size(); ++i) {
    Bytes other = segment;
    other[i] ^= 1;
    EXPECT_FALSE(FindIccSegment(other, &bytes)) << i;
  }
}

TEST(IccProfilesTest, HostileCodes) {
  const Bytes unknown = {kEscape, 0x1A, 0xFF};
  EXPECT_EQ(RestoreSkeleton(unknown, {}, 1 << 20).error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(RestoreSkeleton(Bytes{kEscape, 0x1A}, {}, 1 << 20).ok());
  Bytes many;
  for (size_t i = 0; i < kMaxIccProfileCodes; ++i) many.insert(many.end(), {kEscape, 0x1A, 1});
  EXPECT_TRUE(RestoreSkeleton(many, {}, uint64_t{1} << 30).ok());
  many.insert(many.end(), {kEscape, 0x1A, 1});
  EXPECT_EQ(RestoreSkeleton(many, {}, uint64_t{1} << 30).error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace jackdaw::container
