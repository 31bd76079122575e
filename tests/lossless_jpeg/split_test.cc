// Lossless JPEGs are split into the samples that were written, and joined again exactly.
#include <gtest/gtest.h>

#include "codec/lossless_jpeg/lossless_codec.h"
#include "codec/lossless_jpeg/scan_facts.h"
#include "tests/support/lossless_writer.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

using lossless_jpeg::SplitLossless;
using lossless_jpeg::SplitLosslessResult;

Result<Bytes> Join(const SplitLosslessResult& split) {
  const auto layout = lossless_jpeg::ReadLosslessLayout(split.skeleton, split.facts, {});
  if (!layout.ok()) return layout.error();
  Bytes out;
  const Status status =
      lossless_jpeg::JoinLossless(*layout.value(), split.planes, uint64_t{1} << 30, &out);
  if (!status.ok()) return status.error();
  return out;
}

TEST(SplitLossless, EveryKindComesBack) {
  for (const NamedLossless& file : LosslessFiles()) {
    SCOPED_TRACE(file.name);
    if (!file.modelled) {
      const Result<SplitLosslessResult> split = SplitLossless(file.bytes, {});
      EXPECT_FALSE(split.ok());
      continue;
    }
    EXPECT_TRUE(lossless_jpeg::IsLosslessJpeg(file.bytes));
    const Result<SplitLosslessResult> split = SplitLossless(file.bytes, {});
    ASSERT_TRUE(split.ok()) << split.error().message;
    EXPECT_TRUE(split.value().IsWhole());
    EXPECT_EQ(split.value().verbatim_scan_bytes, 0u);
    const Result<Bytes> joined = Join(split.value());
    ASSERT_TRUE(joined.ok()) << joined.error().message;
    EXPECT_EQ(joined.value(), file.bytes);
  }
}

// The planes are the picture, shifted by the point transform.
void ExpectPicture(const LosslessPicture& picture, const LosslessOptions& options) {
  const Result<SplitLosslessResult> split = SplitLossless(WriteLossless(picture, options), {});
  ASSERT_TRUE(split.ok()) << split.error().message;
  for (size_t i = 0; i < picture.components.size(); ++i) {
    const LosslessComponent& c = picture.components[i];
    const lossless_jpeg::SamplePlane& plane = split.value().planes[i];
    ASSERT_LE(plane.width, c.stride);
    ASSERT_LE(plane.height, c.rows);
    for (uint32_t y = 0; y < plane.height; ++y) {
      for (uint32_t x = 0; x < plane.width; ++x) {
        ASSERT_EQ(plane.Row(y)[x], c.At(x, y) >> options.point_transform)
            << i << " " << x << " " << y;
      }
    }
  }
}

TEST(SplitLossless, PlanesAreThePicture) {
  for (int predictor = 1; predictor <= 7; ++predictor) {
    SCOPED_TRACE(predictor);
    ExpectPicture(MakeLosslessPicture(29, 23, 16, {{1, 1}}, LosslessContent::kNoise),
                  {.predictor = predictor, .restart_rows = 4});
    ExpectPicture(MakeLosslessPicture(29, 23, 8, {{2, 2}, {1, 1}, {2, 1}}, LosslessContent::kPhoto),
                  {.predictor = predictor, .point_transform = 2, .restart_rows = 3});
  }
}

TEST(SplitLossless, SeparateScansHaveNoPadding) {
  const LosslessPicture picture =
      MakeLosslessPicture(21, 13, 8, {{2, 2}, {1, 1}}, LosslessContent::kPhoto);
  const Result<SplitLosslessResult> together = SplitLossless(WriteLossless(picture), {});
  const Result<SplitLosslessResult> apart =
      SplitLossless(WriteLossless(picture, {.scans = {{0}, {1}}}), {});
  ASSERT_TRUE(together.ok() && apart.ok());
  EXPECT_EQ(together.value().planes[0].width, 22u);
  EXPECT_EQ(together.value().planes[0].height, 14u);
  EXPECT_EQ(apart.value().planes[0].width, 21u);
  EXPECT_EQ(apart.value().planes[0].height, 13u);
}

TEST(SplitLossless, PlainFactsAreOneByte) {
  const Bytes file =
      WriteLossless(MakeLosslessPicture(20, 20, 12, {{1, 1}}, LosslessContent::kMedical));
  const Result<SplitLosslessResult> split = SplitLossless(file, {});
  ASSERT_TRUE(split.ok());
  EXPECT_EQ(split.value().facts, Bytes(1, 0));
}

// A second scan of a component, and a damaged one, are kept as they are.
TEST(SplitLossless, PartsCanBeModelled) {
  const LosslessPicture picture =
      MakeLosslessPicture(40, 30, 8, {{1, 1}, {1, 1}}, LosslessContent::kPhoto);
  const Bytes twice = WriteLossless(picture, {.scans = {{0}, {1}, {0}}});
  const Result<SplitLosslessResult> split = SplitLossless(twice, {});
  ASSERT_TRUE(split.ok()) << split.error().message;
  EXPECT_EQ(split.value().num_scans, 3u);
  EXPECT_EQ(split.value().num_scans_modelled, 2u);
  EXPECT_GT(split.value().verbatim_scan_bytes, 0u);
  EXPECT_FALSE(split.value().IsWhole());
  EXPECT_EQ(Join(split.value()).value(), twice);
}

TEST(SplitLossless, DamageIsExactOrRefused) {
  const LosslessPicture picture =
      MakeLosslessPicture(24, 20, 12, {{1, 1}, {1, 1}}, LosslessContent::kMedical);
  const Bytes good =
      WriteLossless(picture, {.predictor = 6, .restart_rows = 2, .scans = {{0}, {1}}});
  TestRng rng(7);
  int num_modelled = 0;
  for (int i = 0; i < 3000; ++i) {
    Bytes bad = good;
    for (uint32_t n = 1 + rng.Below(3); n > 0; --n) {
      bad[rng.Below(static_cast<uint32_t>(bad.size()))] = rng.OneIn(4) ? 0xFF : rng.Byte();
    }
    if (rng.OneIn(4)) bad.resize(rng.Below(static_cast<uint32_t>(bad.size())));
    if (!lossless_jpeg::IsLosslessJpeg(bad)) continue;
    const Result<SplitLosslessResult> split = SplitLossless(bad, {.max_plane_bytes = 1 << 22});
    if (!split.ok()) {
      EXPECT_NE(split.error().code, ErrorCode::kInternal) << split.error().message;
      continue;
    }
    ++num_modelled;
    const Result<Bytes> joined = Join(split.value());
    ASSERT_TRUE(joined.ok()) << joined.error().message;
    ASSERT_EQ(joined.value(), bad);
  }
  EXPECT_GT(num_modelled, 500);
}

TEST(SplitLossless, FramesFarLargerThanTheirDataAreRefused) {
  Bytes file = WriteLossless(MakeLosslessPicture(30, 20, 8, {{1, 1}}, LosslessContent::kPhoto));
  // The frame is right behind SOI: marker, length, precision, height, width.
  for (size_t i = 7; i < 11; ++i) file[i] = 0xFF;
  const Result<SplitLosslessResult> split = SplitLossless(file, {});
  ASSERT_FALSE(split.ok());
  EXPECT_EQ(split.error().code, ErrorCode::kLimitExceeded);
  const Result<SplitLosslessResult> unlimited =
      SplitLossless(file, {.max_plane_bytes = uint64_t{1} << 40});
  ASSERT_FALSE(unlimited.ok());
  EXPECT_EQ(unlimited.error().code, ErrorCode::kUnsupported);
}

TEST(LosslessFacts, RoundTripAndMalformed) {
  lossless_jpeg::ScanFacts facts;
  facts.pad_with_zeros = true;
  facts.padding = {{0, 5}, {7, 1}};
  const Bytes raw = {0xFF, 0xFF, 0xD3};
  facts.odd_restarts = {{2, raw}, {3, raw}};
  ByteWriter out;
  lossless_jpeg::WriteScanFacts(&facts, &out);
  const Bytes bytes = out.Take();
  for (size_t size = 0; size <= bytes.size(); ++size) {
    ByteReader in(ByteSpan(bytes).first(size));
    ByteBudget memory(1 << 20);
    const auto read = lossless_jpeg::ReadScanFacts(&in, &memory);
    ASSERT_EQ(read.ok(), size == bytes.size());
    if (!read.ok()) continue;
    EXPECT_EQ(read.value().facts.padding[1].index, 7u);
    EXPECT_EQ(read.value().facts.odd_restarts[1].index, 3u);
  }
  ByteReader in(bytes);
  ByteBudget nothing(0);
  const auto read = lossless_jpeg::ReadScanFacts(&in, &nothing);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kLimitExceeded);
}

// Facts of restarts that the scan does not have.
TEST(LosslessFacts, MustBeUsed) {
  const Bytes file = WriteLossless(
      MakeLosslessPicture(30, 20, 12, {{1, 1}}, LosslessContent::kMedical), {.restart_rows = 5});
  Result<SplitLosslessResult> split = SplitLossless(file, {});
  ASSERT_TRUE(split.ok());
  lossless_jpeg::ScanFacts facts;
  const Bytes raw = {0xFF, 0xD9};
  facts.odd_restarts = {{3, raw}};
  ByteWriter out;
  out.Varint(lossless_jpeg::kFactsExplicitScans);
  out.Varint(1);
  lossless_jpeg::WriteScanFacts(&facts, &out);
  split.value().facts = out.Take();
  const Result<Bytes> joined = Join(split.value());
  ASSERT_FALSE(joined.ok());
  EXPECT_EQ(joined.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace jackdaw::test
