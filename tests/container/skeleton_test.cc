#include <gtest/gtest.h>

#include <algorithm>

#include "codec/container/dec_skeleton.h"
#include "codec/container/enc_skeleton.h"
#include "codec/tables/quant_tables.h"
#include "codec/container/skeleton_codes.h"
#include "codec/jpeg/standard_tables.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/test_rng.h"

namespace jackdaw {
namespace {

// The bytes of a JPEG without its scan data, as SplitJpeg leaves them, for files of one scan.
Bytes Headers(const Bytes& jpeg) {
  ByteWriter out;
  size_t pos = 2;
  out.U16Be(0xFFD8);
  while (pos + 4 <= jpeg.size() && jpeg[pos + 1] != 0xD9) {
    const size_t size = 2 + ((size_t{jpeg[pos + 2]} << 8) | jpeg[pos + 3]);
    out.Append(ByteSpan(jpeg).subspan(pos, size));
    if (jpeg[pos + 1] == 0xDA) break;
    pos += size;
  }
  out.U16Be(0xFFD9);
  return out.Take();
}

size_t TransformedSize(ByteSpan skeleton) {
  const TransformedSkeleton transformed = TransformSkeleton(skeleton);
  const auto back = RestoreSkeleton(transformed.stream, transformed.tables, skeleton.size());
  EXPECT_TRUE(back.ok());
  if (back.ok()) {
    EXPECT_EQ(back.value(), Bytes(skeleton.begin(), skeleton.end()));
  }
  return transformed.stream.size() + transformed.tables.size();
}

TEST(SkeletonTest, CjpegFileIsTenBytes) {
  for (const int quality : {1, 30, 75, 90, 100}) {
    test::LibjpegSpec spec;
    spec.quality = quality;
    EXPECT_EQ(TransformedSize(Headers(test::WriteWithLibjpeg(spec))), 10u) << quality;
    spec.colour = test::JpegColour::kGrey;
    EXPECT_EQ(TransformedSize(Headers(test::WriteWithLibjpeg(spec))), 10u) << quality;
  }
}

TEST(SkeletonTest, OptimisedTablesAreSmall) {
  test::LibjpegSpec spec;
  spec.optimize = true;
  spec.width = 300;
  spec.height = 200;
  const Bytes headers = Headers(test::WriteWithLibjpeg(spec));
  EXPECT_LT(TransformedSize(headers), 120u);
}

TEST(SkeletonTest, EveryCodeIsFoundAgain) {
  for (int code = 0; code < 256; ++code) {
    Bytes params(NumCodeParams(static_cast<uint8_t>(code)), 50);
    if (code == kCodeHead) params[1] = 0x22;
    Bytes expansion;
    if (!ExpandCode(static_cast<uint8_t>(code), params, &expansion)) continue;
    EXPECT_EQ(TransformedSize(expansion), 2 + params.size()) << code;
    // Cut off anywhere, or changed, it must still be exact.
    for (size_t n = 0; n < expansion.size(); n += 3) TransformedSize(ByteSpan(expansion).first(n));
    for (size_t n = 0; n < expansion.size(); n += 5) {
      Bytes changed = expansion;
      changed[n] ^= 0x11;
      TransformedSize(changed);
    }
  }
}

TEST(SkeletonTest, ExactOnAnyBytes) {
  test::TestRng rng(3);
  static constexpr uint8_t kNasty[] = {0xFF, 0xC4, 0xDB, 0xD8, kEscape, 0x00, 0x43, 0x1F,
                                       0xB5, 0x01, 0xA2, 0xE0, 0x10,    0x11, 0xC0, 0xDA};
  TransformedSize({});
  for (int i = 0; i < 3000; ++i) {
    Bytes bytes;
    const uint32_t n = rng.Below(200);
    for (uint32_t k = 0; k < n; ++k) {
      bytes.push_back(rng.OneIn(5) ? rng.Byte() : kNasty[rng.Below(sizeof kNasty)]);
    }
    TransformedSize(bytes);
  }
  TransformedSize(Bytes(1000, kEscape));
  TransformedSize(Bytes(1000, 0xFF));
}

// Two tables that no quality gives: widened ones of quality 75.
Bytes WidenedHeaders(test::JpegColour colour) {
  test::LibjpegSpec spec;
  spec.quality = 75;
  spec.colour = colour;
  Bytes headers = Headers(test::WriteWithLibjpeg(spec));
  for (const size_t table : {size_t{25}, size_t{25 + 69}}) {
    if (colour == test::JpegColour::kGrey && table != 25) continue;
    for (size_t k = 0; k < 10; ++k) headers[table + k] = static_cast<uint8_t>(18 + k % 3);
  }
  return headers;
}

// Bytes with coded tables; exact with and without them.
size_t CodedSize(ByteSpan skeleton) {
  TransformedSize(skeleton);
  const TransformedSkeleton transformed = TransformSkeleton(skeleton, true);
  const auto back = RestoreSkeleton(transformed.stream, transformed.tables, skeleton.size());
  EXPECT_TRUE(back.ok());
  if (back.ok()) {
    EXPECT_EQ(back.value(), Bytes(skeleton.begin(), skeleton.end()));
  }
  return transformed.stream.size() + transformed.tables.size();
}

TEST(SkeletonTest, ChosenTablesInTheUsualHead) {
  for (const auto colour : {test::JpegColour::kYcc, test::JpegColour::kGrey}) {
    const Bytes headers = WidenedHeaders(colour);
    EXPECT_GT(TransformedSize(headers), 85u);
    EXPECT_LT(CodedSize(headers), 32u);
    EXPECT_EQ(TransformSkeleton(headers, true).stream[1], kCodeHeadWithTables);
    for (size_t n = 0; n < headers.size(); ++n) {
      CodedSize(ByteSpan(headers).first(n));
      Bytes changed = headers;
      changed[n] ^= 0x11;
      CodedSize(changed);
    }
  }
  // Well-known tables need no coded steps.
  const Bytes plain = Headers(test::WriteWithLibjpeg({}));
  EXPECT_EQ(TransformSkeleton(plain, true).stream, TransformSkeleton(plain).stream);
}

TEST(SkeletonTest, ChosenTablesAnywhere) {
  const Bytes headers = WidenedHeaders(test::JpegColour::kYcc);
  Bytes dqt(headers.begin() + 20, headers.begin() + 20 + 2 * 69);
  EXPECT_LT(CodedSize(dqt), 28u);
  EXPECT_EQ(TransformSkeleton(dqt, true).stream[1], kCodeTables);
  // The first table alone is well known: a run of both is shorter than its code and the other one.
  const Bytes plain = Headers(test::WriteWithLibjpeg({}));
  std::copy_n(plain.begin() + 20, 69, dqt.begin());
  EXPECT_LT(CodedSize(dqt), 28u);
  // The second one alone: slot 1 begins no run.
  dqt.erase(dqt.begin(), dqt.begin() + 69);
  EXPECT_EQ(CodedSize(dqt), dqt.size());
}

TEST(SkeletonTest, NoMoreRunsThanTheLimit) {
  const Bytes headers = WidenedHeaders(test::JpegColour::kYcc);
  const ByteSpan dqt = ByteSpan(headers).subspan(20, 2 * 69);
  Bytes many;
  for (size_t i = 0; i < kMaxCodedQuantRuns + 3; ++i) {
    many.insert(many.end(), dqt.begin(), dqt.end());
  }
  EXPECT_GT(CodedSize(many), 3 * dqt.size());
  const Bytes code = TransformSkeleton(dqt, true).stream;
  Bytes stream;
  for (size_t i = 0; i <= kMaxCodedQuantRuns; ++i) {
    EXPECT_TRUE(RestoreSkeleton(stream, {}, 1 << 20).ok());
    stream.insert(stream.end(), code.begin(), code.end());
  }
  EXPECT_FALSE(RestoreSkeleton(stream, {}, 1 << 20).ok());
}

TEST(SkeletonTest, HostileTables) {
  const Bytes headers = WidenedHeaders(test::JpegColour::kYcc);
  const Bytes head = TransformSkeleton(headers, true).stream;
  const size_t num_bytes = head[7];
  for (size_t n = 1; n < 8 + num_bytes; ++n) {
    EXPECT_FALSE(RestoreSkeleton(ByteSpan(head).first(n), {}, 1000).ok()) << n;
  }
  for (const int other : {0, 1, 200, 255}) {
    Bytes changed = head;
    changed[7] = static_cast<uint8_t>(other);
    EXPECT_FALSE(RestoreSkeleton(changed, {}, 1000).ok()) << other;
  }
  EXPECT_FALSE(RestoreSkeleton(Bytes{kEscape, kCodeTables}, {}, 1000).ok());
  EXPECT_FALSE(RestoreSkeleton(head, {}, 100).ok());  // too long
}

TEST(SkeletonTest, HostileStreams) {
  EXPECT_FALSE(RestoreSkeleton(Bytes{kEscape}, {}, 100).ok());
  EXPECT_FALSE(RestoreSkeleton(Bytes{kEscape, 0x7F}, {}, 100).ok());
  EXPECT_FALSE(RestoreSkeleton(Bytes{kEscape, kCodeDqt}, {}, 100).ok());
  EXPECT_FALSE(RestoreSkeleton(Bytes{kEscape, kCodeDqt, 0}, {}, 1000).ok());
  EXPECT_FALSE(RestoreSkeleton(Bytes{kEscape, kCodeDqt, 101}, {}, 1000).ok());
  EXPECT_FALSE(RestoreSkeleton(Bytes{kEscape, kCodeTailColor}, {}, 100).ok());  // too long
  EXPECT_FALSE(RestoreSkeleton(Bytes{1, 2, 3}, {}, 2).ok());
  EXPECT_FALSE(RestoreSkeleton(Bytes{1}, Bytes{1}, 10).ok());  // tables without use
  Bytes many;
  for (int i = 0; i < 5000; ++i) many.insert(many.end(), {kEscape, kCodeDht});
  EXPECT_FALSE(RestoreSkeleton(many, Bytes(64, 0x55), 1 << 30).ok());
}

TEST(SkeletonTest, QuantTablesAreLibjpegs) {
  for (int quality = 1; quality <= 100; ++quality) {
    EXPECT_EQ(ScaledQuantTable(QuantBase::kLuma, quality, 255), test::QuantTable(false, quality));
    EXPECT_EQ(ScaledQuantTable(QuantBase::kChroma, quality, 255), test::QuantTable(true, quality));
  }
}

}  // namespace
}  // namespace jackdaw
