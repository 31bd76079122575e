#include "codec/quant/lossy_record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "codec/jpeg/frame_geometry.h"
#include "tests/support/test_rng.h"

namespace jackdaw::quant {
namespace {

// A frame whose components have these tables, by one value each.
jpeg::Frame FrameWithTables(const std::vector<uint16_t>& values) {
  jpeg::Frame frame;
  frame.width_px = frame.height_px = 16;
  for (const uint16_t value : values) {
    jpeg::FrameComponent c;
    c.id = static_cast<uint8_t>(frame.components.size() + 1);
    c.quant.fill(value);
    frame.components.push_back(c);
  }
  jpeg::ComputeFrameGeometry(&frame);
  return frame;
}

enum class Density { kNone, kSparse, kFull, kExtreme };

// Offsets that a record can hold: one in `density` is not zero; none for DC.
CentroidOffsets RandomOffsets(Density density, test::TestRng& rng) {
  CentroidOffsets offsets{};
  if (density == Density::kNone) return offsets;
  for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
    for (int8_t& offset : offsets[k]) {
      if (density == Density::kSparse && !rng.OneIn(9)) continue;
      const int units = density == Density::kExtreme ? (rng.OneIn(2) ? 1 : -1) * kMaxOffsetUnits
                                                     : static_cast<int>(rng.Below(31)) - 15;
      offset = static_cast<int8_t>(units * kOffsetUnitQ8);
    }
  }
  return offsets;
}

// A record for the frame: the same offsets within a class.
LossyRecord RandomRecord(const jpeg::Frame& frame, Density density, test::TestRng& rng) {
  LossyRecord record;
  record.lambda_q4 = static_cast<uint32_t>(rng.Next() >> (32 + rng.Below(32)));
  record.offsets.resize(frame.components.size());
  for (const QuantClass& quant_class : FindQuantClasses(frame)) {
    const CentroidOffsets offsets = RandomOffsets(density, rng);
    for (const size_t i : quant_class.components) record.offsets[i] = offsets;
  }
  return record;
}

void ExpectRoundTrip(const LossyRecord& record, const jpeg::Frame& frame) {
  const Bytes payload = WriteLossyRecord(record, frame);
  const Result<LossyRecord> parsed = ParseLossyRecord(payload, frame);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed.value().lambda_q4, record.lambda_q4);
  EXPECT_EQ(parsed.value().offsets, record.offsets);
}

// One, two, three and four classes among them.
std::vector<jpeg::Frame> Frames() {
  return {FrameWithTables({8}), FrameWithTables({8, 8, 8}), FrameWithTables({8, 9, 10}),
          FrameWithTables({8, 8, 8, 8}), FrameWithTables({1, 2, 3, 65535})};
}

TEST(LossyRecord, RoundTrip) {
  test::TestRng rng(1);
  for (const jpeg::Frame& frame : Frames()) {
    for (const Density density :
         {Density::kNone, Density::kSparse, Density::kFull, Density::kExtreme}) {
      for (int trial = 0; trial < 20; ++trial) {
        ExpectRoundTrip(RandomRecord(frame, density, rng), frame);
      }
    }
  }
}

TEST(LossyRecord, ExtremesOfLambda) {
  const jpeg::Frame frame = FrameWithTables({5});
  for (const uint32_t lambda_q4 : {0u, 1u, 127u, 128u, std::numeric_limits<uint32_t>::max()}) {
    ExpectRoundTrip({lambda_q4, {CentroidOffsets{}}}, frame);
  }
}

TEST(LossyRecord, CostsNextToNothingWithoutOffsets) {
  const jpeg::Frame frame = FrameWithTables({8, 9, 10});
  LossyRecord record;
  record.lambda_q4 = 100;
  record.offsets.resize(3);
  EXPECT_LE(WriteLossyRecord(record, frame).size(), 12u);
}

// The bytes of a small record: the format.
TEST(LossyRecord, FixedBytes) {
  const jpeg::Frame frame = FrameWithTables({16, 17, 17});
  LossyRecord record;
  record.lambda_q4 = 300;
  record.offsets.resize(3);
  record.offsets[0][1] = {-24, -8, 0};
  record.offsets[0][2] = {-16, 0, 120};
  record.offsets[1][63] = record.offsets[2][63] = {0, 8, -120};
  ExpectRoundTrip(record, frame);
  const Bytes wanted = {0xAC, 0x02, 0x09, 0x95, 0x30, 0xB5, 0x8C,
                        0x53, 0xFF, 0xBF, 0xB6, 0x9B, 0x1A, 0xE0};
  const Bytes payload = WriteLossyRecord(record, frame);
  EXPECT_EQ(payload, wanted);
}

// Whatever the bytes: an error, or offsets that a writer could have meant.
void ExpectErrorOrBounds(ByteSpan payload, const jpeg::Frame& frame) {
  const Result<LossyRecord> parsed = ParseLossyRecord(payload, frame);
  if (!parsed.ok()) {
    EXPECT_TRUE(parsed.error().code == ErrorCode::kCorrupt ||
                parsed.error().code == ErrorCode::kTruncated);
    return;
  }
  ASSERT_EQ(parsed.value().offsets.size(), frame.components.size());
  for (const CentroidOffsets& offsets : parsed.value().offsets) {
    EXPECT_EQ(offsets[0], (std::array<int8_t, kNumMagnitudes>{}));
    for (const auto& of_frequency : offsets) {
      for (const int8_t offset : of_frequency) {
        EXPECT_EQ(offset % kOffsetUnitQ8, 0);
        EXPECT_LE(std::abs(int{offset}), kMaxOffsetUnits * kOffsetUnitQ8);
      }
    }
  }
}

TEST(LossyRecord, RandomBytesStayInBounds) {
  test::TestRng rng(2);
  for (const jpeg::Frame& frame : Frames()) {
    for (int trial = 0; trial < 2000; ++trial) {
      ExpectErrorOrBounds(rng.RandomBytes(rng.Below(120)), frame);
    }
    for (const uint8_t fill : {uint8_t{0}, uint8_t{0x7F}, uint8_t{0xFF}}) {
      for (const size_t size : {0u, 1u, 9u, 40u, 5000u}) {
        ExpectErrorOrBounds(Bytes(size, fill), frame);
      }
    }
  }
}

TEST(LossyRecord, DamageStaysInBounds) {
  test::TestRng rng(3);
  for (const jpeg::Frame& frame : Frames()) {
    const Bytes payload = WriteLossyRecord(RandomRecord(frame, Density::kFull, rng), frame);
    for (int trial = 0; trial < 500; ++trial) {
      Bytes damaged = payload;
      damaged[rng.Below(static_cast<uint32_t>(damaged.size()))] ^=
          static_cast<uint8_t>(1 + rng.Below(255));
      ExpectErrorOrBounds(damaged, frame);
    }
  }
}

// A range decoder takes up to eight bytes that are not there for zeros, and a word may come too
// early; beyond that nothing is missing or left over unseen.
TEST(LossyRecord, CutsAndAdditionsAreErrors) {
  constexpr size_t kSlack = 8;
  test::TestRng rng(4);
  for (const jpeg::Frame& frame : Frames()) {
    Bytes payload = WriteLossyRecord(RandomRecord(frame, Density::kFull, rng), frame);
    for (size_t size = 0; size < payload.size(); ++size) {
      const ByteSpan cut = ByteSpan(payload).first(size);
      if (size + 2 * kSlack < payload.size()) {
        EXPECT_FALSE(ParseLossyRecord(cut, frame).ok()) << size << " of " << payload.size();
      } else {
        ExpectErrorOrBounds(cut, frame);
      }
    }
    for (size_t extra = 1; extra < 30; ++extra) {
      payload.push_back(static_cast<uint8_t>(extra * 40));
      if (extra > kSlack) {
        EXPECT_FALSE(ParseLossyRecord(payload, frame).ok()) << extra;
      } else {
        ExpectErrorOrBounds(payload, frame);
      }
    }
  }
}

TEST(LossyRecord, BadLambdas) {
  const jpeg::Frame frame = FrameWithTables({5});
  const Bytes good = WriteLossyRecord({1, {CentroidOffsets{}}}, frame);
  const ByteSpan coded = ByteSpan(good).subspan(1);
  for (const Bytes& lambda :
       {Bytes{0x80}, Bytes{0x80, 0x00}, Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0x10}, Bytes(10, 0xFF)}) {
    Bytes payload = lambda;
    EXPECT_FALSE(ParseLossyRecord(payload, frame).ok());
    if (lambda == Bytes{0x80}) continue;  // with what follows a good one
    payload.insert(payload.end(), coded.begin(), coded.end());
    EXPECT_FALSE(ParseLossyRecord(payload, frame).ok());
  }
}

}  // namespace
}  // namespace jackdaw::quant
