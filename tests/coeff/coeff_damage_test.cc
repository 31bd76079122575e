// Damaged streams: an error or other planes, never harm. Sanitizer builds make this a real check.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

struct Stream {
  jpeg::Frame frame;
  Planes planes;
  Bytes bytes;
};

Stream MakeStream(uint32_t num_slices, bool noise, uint64_t seed) {
  Stream s;
  s.frame = FrameOf({"", 48, 80, {{2, 2}, {1, 1}, {1, 1}}});
  s.planes = noise ? NoisePlanes(s.frame, seed) : PicturePlanes(s.frame, seed);
  s.bytes = coeff::EncodeCoefficients(s.frame, s.planes, {num_slices, 1});
  return s;
}

// Decodes; the error must be one that damage explains. True when the planes are the original ones.
bool Survives(const Stream& stream, ByteSpan bytes) {
  Planes decoded = ZeroPlanes(stream.frame);
  const Status status = coeff::DecodeCoefficients(bytes, stream.frame, {}, &decoded);
  if (!status.ok()) {
    EXPECT_TRUE(status.error().code == ErrorCode::kCorrupt ||
                status.error().code == ErrorCode::kTruncated)
        << status.error().message;
    return false;
  }
  return SamePlanes(decoded, stream.planes);
}

TEST(CoeffDamage, EveryTruncation) {
  for (const uint32_t slices : {1u, 3u}) {
    const Stream stream = MakeStream(slices, false, 1);
    ASSERT_TRUE(Survives(stream, stream.bytes));
    for (size_t size = 0; size < stream.bytes.size(); ++size) {
      const bool same = Survives(stream, ByteSpan(stream.bytes).first(size));
      EXPECT_FALSE(same) << size;
    }
  }
}

TEST(CoeffDamage, LongTruncationsAreErrors) {
  const Stream stream = MakeStream(1, true, 2);
  for (size_t cut = 9; cut < stream.bytes.size(); cut += 101) {
    Planes decoded = ZeroPlanes(stream.frame);
    const ByteSpan rest = ByteSpan(stream.bytes).first(stream.bytes.size() - cut);
    EXPECT_FALSE(coeff::DecodeCoefficients(rest, stream.frame, {}, &decoded).ok()) << cut;
  }
}

TEST(CoeffDamage, TrailingBytesAreErrors) {
  const Stream stream = MakeStream(1, false, 3);
  Bytes longer = stream.bytes;
  for (int i = 0; i < 9; ++i) longer.push_back(0xA5);
  Planes decoded = ZeroPlanes(stream.frame);
  EXPECT_FALSE(coeff::DecodeCoefficients(longer, stream.frame, {}, &decoded).ok());
}

TEST(CoeffDamage, FlippedBits) {
  TestRng rng(4);
  for (const uint32_t slices : {1u, 4u}) {
    const Stream stream = MakeStream(slices, false, 4);
    uint32_t num_unnoticed = 0;
    for (size_t i = 0; i < stream.bytes.size(); ++i) {
      Bytes damaged = stream.bytes;
      damaged[i] ^= static_cast<uint8_t>(1u << rng.Below(8));
      num_unnoticed += Survives(stream, damaged) ? 1 : 0;
    }
    // The last byte of a slice may have bits that no decision depends on.
    EXPECT_LE(num_unnoticed, 2 * slices);
  }
}

TEST(CoeffDamage, OverwrittenStretches) {
  TestRng rng(5);
  for (int round = 0; round < 300; ++round) {
    const Stream stream = MakeStream(1 + rng.Below(4), round % 2 == 0, 5);
    Bytes damaged = stream.bytes;
    const size_t begin = rng.Below(static_cast<uint32_t>(damaged.size()));
    const size_t end = std::min(damaged.size(), begin + 1 + rng.Below(40));
    const int kind = static_cast<int>(rng.Below(3));
    for (size_t i = begin; i < end; ++i) {
      damaged[i] = kind == 0 ? uint8_t{0} : kind == 1 ? uint8_t{0xFF} : rng.Byte();
    }
    Survives(stream, damaged);
  }
}

// Random bytes under frames of every geometry.
TEST(CoeffDamage, NoiseAsStream) {
  TestRng rng(6);
  for (const Geometry& geometry : Geometries()) {
    Stream stream;
    stream.frame = FrameOf(geometry);
    for (int round = 0; round < 8; ++round) {
      Bytes noise = rng.RandomBytes(rng.Below(3000));
      if (!noise.empty() && round % 2 == 0) noise[0] = static_cast<uint8_t>(rng.Below(8));
      if (!noise.empty() && round % 4 == 1) noise[0] = 0;
      Survives(stream, noise);
    }
  }
}

// Input of no length ends at once, however large the frame is.
TEST(CoeffDamage, AnEmptyStreamMakesNoWork) {
  Stream stream;
  stream.frame = FrameOf({"", 2000, 2000, {{1, 1}, {1, 1}, {1, 1}}});
  Planes decoded = ZeroPlanes(stream.frame);
  EXPECT_FALSE(coeff::DecodeCoefficients({}, stream.frame, {}, &decoded).ok());
}

}  // namespace
}  // namespace jackdaw::test
