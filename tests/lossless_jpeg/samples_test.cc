// The coder of samples: what is coded is decoded, by any number of threads and slices, and hostile
// streams end.
#include <gtest/gtest.h>
#include <xxhash.h>

#include "codec/lossless_jpeg/lossless_codec.h"
#include "codec/lossless_jpeg/sample_codec.h"
#include "codec/lossless_jpeg/sample_values.h"
#include "tests/support/lossless_writer.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

using lossless_jpeg::DecodeSamples;
using lossless_jpeg::EncodeSamples;
using lossless_jpeg::SamplePlane;
using lossless_jpeg::SplitLosslessResult;

// Of PinnedStream.
constexpr size_t kPinnedSize = 42666;
constexpr uint64_t kPinnedHash = 0x5D6B0A200514FEB9;

SplitLosslessResult Split(const LosslessPicture& picture) {
  Result<SplitLosslessResult> split =
      lossless_jpeg::SplitLossless(WriteLossless(picture, {.predictor = 4}), {});
  EXPECT_TRUE(split.ok());
  return split.ok() ? std::move(split).value() : SplitLosslessResult();
}

void ExpectRoundTrip(const SplitLosslessResult& split, uint32_t num_slices) {
  const Bytes coded =
      EncodeSamples(split.frame, split.sizes, split.planes, {.num_slices = num_slices});
  ASSERT_FALSE(coded.empty());
  const Bytes threads = EncodeSamples(split.frame, split.sizes, split.planes,
                                      {.num_slices = num_slices, .num_threads = 3});
  EXPECT_EQ(coded, threads);
  for (const int num_threads : {1, 4}) {
    std::vector<SamplePlane> planes = lossless_jpeg::AllocatePlanes(split.sizes);
    const Status status =
        DecodeSamples(coded, split.frame, split.sizes, {.num_threads = num_threads}, &planes);
    ASSERT_TRUE(status.ok()) << status.error().message;
    for (size_t i = 0; i < planes.size(); ++i) {
      ASSERT_EQ(planes[i].samples, split.planes[i].samples) << i;
    }
  }
}

TEST(Samples, RoundTrip) {
  for (const LosslessContent content :
       {LosslessContent::kMedical, LosslessContent::kPhoto, LosslessContent::kNoise,
        LosslessContent::kFlat, LosslessContent::kSparse}) {
    for (const int precision : {2, 8, 12, 16}) {
      for (const uint32_t num_slices : {1u, 3u, 1000u}) {
        SCOPED_TRACE(static_cast<int>(content) * 100 + precision);
        ExpectRoundTrip(Split(MakeLosslessPicture(45, 37, precision, {{1, 1}}, content)),
                        num_slices);
        ExpectRoundTrip(Split(MakeLosslessPicture(33, 27, precision,
                                                  {{2, 2}, {1, 1}, {2, 2}, {1, 1}}, content)),
                        num_slices);
      }
    }
  }
}

// Values at both ends, so that differences and predictions leave the range.
TEST(Samples, ExtremeValues) {
  LosslessPicture picture =
      MakeLosslessPicture(64, 64, 16, {{1, 1}, {1, 1}, {1, 1}}, LosslessContent::kFlat);
  TestRng rng(5);
  for (LosslessComponent& c : picture.components) {
    for (uint16_t& v : c.samples) v = rng.OneIn(2) ? 0xFFFF : rng.OneIn(8) ? rng.Byte() : 0;
  }
  ExpectRoundTrip(Split(picture), 1);
}

// The exact stream of one picture: a change of the format.
TEST(Samples, PinnedStream) {
  const SplitLosslessResult split =
      Split(MakeLosslessPicture(160, 120, 16, {{1, 1}, {1, 1}}, LosslessContent::kMedical));
  const Bytes coded = EncodeSamples(split.frame, split.sizes, split.planes, {.num_slices = 2});
  EXPECT_EQ(coded.size(), kPinnedSize);
  EXPECT_EQ(XXH3_64bits(coded.data(), coded.size()), kPinnedHash);
}

// Sparse values cost what the same picture costs without its holes.
TEST(Samples, SparseValuesCostNoMoreThanTheirRanks) {
  const SplitLosslessResult sparse =
      Split(MakeLosslessPicture(256, 256, 16, {{1, 1}}, LosslessContent::kSparse));
  SplitLosslessResult ranks = sparse;
  for (uint16_t& v : ranks.planes[0].samples) v = static_cast<uint16_t>(v / 16);
  const size_t sparse_bytes = EncodeSamples(sparse.frame, sparse.sizes, sparse.planes, {}).size();
  const size_t rank_bytes = EncodeSamples(ranks.frame, ranks.sizes, ranks.planes, {}).size();
  EXPECT_LT(sparse_bytes, rank_bytes + rank_bytes / 50);
}

TEST(Samples, DamagedStreamsEnd) {
  const SplitLosslessResult split =
      Split(MakeLosslessPicture(60, 50, 12, {{1, 1}, {1, 1}}, LosslessContent::kMedical));
  const Bytes good = EncodeSamples(split.frame, split.sizes, split.planes, {.num_slices = 3});
  TestRng rng(3);
  for (int i = 0; i < 300; ++i) {
    Bytes bad = good;
    if (rng.OneIn(3)) {
      bad.resize(rng.Below(static_cast<uint32_t>(bad.size())));
    } else {
      bad[rng.Below(static_cast<uint32_t>(rng.OneIn(2) ? 8 : bad.size()))] = rng.Byte();
    }
    std::vector<SamplePlane> planes = lossless_jpeg::AllocatePlanes(split.sizes);
    const Status status = DecodeSamples(bad, split.frame, split.sizes, {}, &planes);
    EXPECT_TRUE(status.ok() || status.error().code != ErrorCode::kInternal);
  }
}

TEST(Samples, WorkAndMemoryAreBounded) {
  const SplitLosslessResult split =
      Split(MakeLosslessPicture(100, 100, 12, {{1, 1}}, LosslessContent::kMedical));
  WorkMeter meter(uint64_t{1} << 40);
  const Bytes coded = EncodeSamples(split.frame, split.sizes, split.planes, {.work = &meter});
  ASSERT_FALSE(coded.empty());
  const uint64_t work = meter.used();
  EXPECT_GT(work, 100u * 100);
  std::vector<SamplePlane> planes = lossless_jpeg::AllocatePlanes(split.sizes);
  WorkMeter enough(work), little(work - 1);
  EXPECT_TRUE(DecodeSamples(coded, split.frame, split.sizes, {.work = &enough}, &planes).ok());
  EXPECT_EQ(enough.used(), work);
  const Status over = DecodeSamples(coded, split.frame, split.sizes, {.work = &little}, &planes);
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.error().code, ErrorCode::kLimitExceeded);
  const Status memory =
      DecodeSamples(coded, split.frame, split.sizes, {.max_state_bytes = 1000}, &planes);
  ASSERT_FALSE(memory.ok());
  EXPECT_EQ(memory.error().code, ErrorCode::kLimitExceeded);
}

TEST(Samples, UnknownKindIsNamed) {
  const SplitLosslessResult split =
      Split(MakeLosslessPicture(10, 10, 12, {{1, 1}}, LosslessContent::kMedical));
  Bytes coded = EncodeSamples(split.frame, split.sizes, split.planes, {});
  coded[0] = 9;
  std::vector<SamplePlane> planes = lossless_jpeg::AllocatePlanes(split.sizes);
  const Status status = DecodeSamples(coded, split.frame, split.sizes, {}, &planes);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace jackdaw::test
