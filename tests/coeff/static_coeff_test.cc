// The static method: exact for every shape and content, small on noise, and safe on damaged input.
#include <gtest/gtest.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

#include "codec/coeff/slices/enc_checked_coeff.h"
#include "codec/coeff/slices/enc_static_estimate.h"
#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

using coeff::CoeffOptions;
using coeff::CoeffPreset;

CoeffOptions Static(uint32_t num_slices = 0, int num_threads = 1) {
  return {.num_slices = num_slices, .num_threads = num_threads, .is_static = true};
}

// What noise of this deviation leaves, with steps that grow with the frequency.
Planes StepNoise(const jpeg::Frame& frame, uint64_t seed, int size) {
  TestRng rng(seed);
  return MakePlanes(frame, [&](size_t, uint32_t, uint32_t, size_t k) {
    int sum = 0;  // about a normal distribution
    for (int i = 0; i < 12; ++i) sum += static_cast<int>(rng.Below(2001)) - 1000;
    return sum * size / (1000 * (4 + static_cast<int>(k)));
  });
}

class StaticCoeff : public testing::TestWithParam<Geometry> {
 protected:
  void ExpectExact(const Planes& planes, const char* what) const {
    for (const uint32_t slices : {1u, 3u}) {
      EXPECT_EQ(RoundTripFailure(frame_, planes, Static(slices)), "") << what;
    }
  }

  const jpeg::Frame frame_ = FrameOf(GetParam());
};

TEST_P(StaticCoeff, EveryContentComesBack) {
  ExpectExact(ZeroPlanes(frame_), "zeros");
  ExpectExact(PicturePlanes(frame_, 1), "picture");
  ExpectExact(SparsePlanes(frame_, 2), "sparse");
  ExpectExact(NoisePlanes(frame_, 3), "noise");
  ExpectExact(StepNoise(frame_, 4, 40), "noise and steps");
}

TEST_P(StaticCoeff, ExtremesComeBack) {
  for (const int v : {-32768, 32767, 1, -1}) {
    ExpectExact(MakePlanes(frame_, [v](size_t, uint32_t, uint32_t, size_t) { return v; }), "equal");
  }
  ExpectExact(
      MakePlanes(frame_, [](size_t, uint32_t row, uint32_t col,
                            size_t k) { return (row + col + k) % 2 == 0 ? -32768 : 32767; }),
      "alternating");
  TestRng rng(6);
  ExpectExact(MakePlanes(frame_,
                         [&](size_t, uint32_t row, uint32_t col, size_t k) {
                           const int magnitude = 1 << ((row + col + k) % 16);
                           const int v = magnitude - 1 + static_cast<int>(rng.Below(3));
                           return rng.OneIn(2) ? std::min(v, 32767) : -std::min(v, 32768);
                         }),
              "powers of two");
}

TEST_P(StaticCoeff, ShiftsAndEmptyRowsComeBack) {
  TestRng rng(7);
  ExpectExact(MakePlanes(frame_,
                         [&](size_t c, uint32_t row, uint32_t, size_t k) {
                           const int v = static_cast<int>(rng.Below(65536)) - 32768;
                           return row < 2 + c ? (k % 3 == 0 ? v & ~7 : v) : 0;
                         }),
              "shifts");
}

TEST_P(StaticCoeff, CheckedCodingGivesBytesAndPlanes) {
  const Planes planes = StepNoise(frame_, 8, 40);
  for (const uint32_t slices : {1u, 3u}) {
    const Bytes expected = coeff::EncodeCoefficients(frame_, planes, Static(slices));
    for (const int threads : {2, 5}) {
      EXPECT_EQ(coeff::EncodeCoefficients(frame_, planes, Static(slices, threads)), expected);
      const auto checked = coeff::EncodeChecked(frame_, planes, Static(slices, threads), nullptr);
      EXPECT_EQ(checked.bytes, expected);
      EXPECT_TRUE(SamePlanes(checked.decoded, planes));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Geometries, StaticCoeff, testing::ValuesIn(Geometries()),
                         [](const auto& param_info) { return param_info.param.name; });

// As kGoldenHash of coeff_golden_test.cc: it changes only with the format.
constexpr uint64_t kGoldenHash = 0x402d40196cc656b9;

TEST(StaticCoeff, StreamsAreAsEver) {
  Bytes all;
  for (const Geometry& geometry : Geometries()) {
    const jpeg::Frame frame = FrameOf(geometry);
    for (const uint32_t slices : {1u, 3u}) {
      for (const Planes& planes :
           {PicturePlanes(frame, 1), NoisePlanes(frame, 1), StepNoise(frame, 1, 40)}) {
        const Bytes stream = coeff::EncodeCoefficients(frame, planes, Static(slices));
        all.insert(all.end(), stream.begin(), stream.end());
      }
    }
  }
  const uint64_t hash = XXH3_64bits(all.data(), all.size());
  EXPECT_EQ(hash, kGoldenHash) << "kGoldenHash = 0x" << std::hex << hash << ", of " << std::dec
                               << all.size() << " bytes";
}

const Geometry kPicture = {"picture", 200, 120, {{2, 2}, {1, 1}, {1, 1}}};

// The method is in the stream: a decoder of any preset reads it.
TEST(StaticCoeff, EveryPresetReadsIt) {
  const jpeg::Frame frame = FrameOf(kPicture);
  const Planes planes = StepNoise(frame, 9, 40);
  const Bytes coded = coeff::EncodeCoefficients(frame, planes, Static());
  EXPECT_EQ(coded[0], 8);
  for (const CoeffPreset preset :
       {CoeffPreset::kFast, CoeffPreset::kDefault, CoeffPreset::kParallel}) {
    Planes decoded = ZeroPlanes(frame);
    ASSERT_TRUE(coeff::DecodeCoefficients(coded, frame, {.preset = preset}, &decoded).ok());
    EXPECT_TRUE(SamePlanes(decoded, planes));
  }
}

TEST(StaticCoeff, SmallestOnNoiseAndSaidToBe) {
  const jpeg::Frame frame = FrameOf({"noise", 160, 160, {{1, 1}, {1, 1}, {1, 1}}});
  for (const int size : {20, 100, 1000}) {
    const Planes planes = StepNoise(frame, 10, size);
    const uint64_t plain = coeff::EncodeCoefficients(frame, planes, Static()).size();
    const uint64_t estimate = coeff::EstimateStaticBytes(planes);
    EXPECT_GT(plain * 20, estimate * 19);
    EXPECT_LT(plain * 20, estimate * 21);
    for (const CoeffPreset preset : {CoeffPreset::kFast, CoeffPreset::kDefault}) {
      const Bytes coded = coeff::EncodeCoefficients(frame, planes, {.preset = preset});
      EXPECT_LT(plain, coded.size()) << size;
      EXPECT_TRUE(coeff::StaticMayWin(planes, coded.size())) << size;
    }
  }
}

TEST(StaticCoeff, NotTriedOnPictures) {
  const jpeg::Frame frame = FrameOf({"picture", 320, 240, {{2, 2}, {1, 1}, {1, 1}}});
  const Planes planes = PicturePlanes(frame, 11);
  EXPECT_FALSE(coeff::StaticMayWin(planes, coeff::EncodeCoefficients(frame, planes, {}).size()));
}

class StaticDamage : public testing::Test {
 protected:
  StaticDamage() { coded_ = coeff::EncodeCoefficients(frame_, planes_, Static(2)); }

  // Decodes; the error must be one that damage explains. True when the planes are the original
  // ones.
  bool Survives(ByteSpan bytes) const {
    Planes decoded = ZeroPlanes(frame_);
    const Status status = coeff::DecodeCoefficients(bytes, frame_, {}, &decoded);
    if (status.ok()) return SamePlanes(decoded, planes_);
    EXPECT_TRUE(status.error().code == ErrorCode::kCorrupt ||
                status.error().code == ErrorCode::kTruncated)
        << status.error().message;
    return false;
  }

  const jpeg::Frame frame_ = FrameOf({"damaged", 48, 80, {{2, 2}, {1, 1}, {1, 1}}});
  const Planes planes_ = PicturePlanes(frame_, 12);
  Bytes coded_;
};

TEST_F(StaticDamage, EveryTruncation) {
  ASSERT_TRUE(Survives(coded_));
  for (size_t size = 0; size < coded_.size(); ++size) {
    EXPECT_FALSE(Survives(ByteSpan(coded_).first(size))) << size;
  }
}

TEST_F(StaticDamage, FlippedBitsAndNoise) {
  TestRng rng(13);
  uint32_t num_unnoticed = 0;
  for (size_t i = 0; i < coded_.size(); ++i) {
    Bytes damaged = coded_;
    damaged[i] ^= static_cast<uint8_t>(1u << rng.Below(8));
    num_unnoticed += Survives(damaged) ? 1 : 0;
  }
  EXPECT_LE(num_unnoticed, 4u);
  for (int round = 0; round < 200; ++round) {
    Bytes noise = rng.RandomBytes(1 + rng.Below(3000));
    noise[0] = static_cast<uint8_t>(8 + rng.Below(8));
    Survives(noise);
  }
  Bytes longer = coded_;
  longer.insert(longer.end(), 9, 0xA5);
  EXPECT_FALSE(Survives(longer));
}

TEST(StaticCoeff, WorkIsCountedAlikeAndLimited) {
  const jpeg::Frame frame = FrameOf(kPicture);
  const Planes planes = PicturePlanes(frame, 14);
  WorkMeter encoder(UINT64_MAX);
  CoeffOptions options = Static(3);
  options.work = &encoder;
  const Bytes coded = coeff::EncodeCoefficients(frame, planes, options);
  WorkMeter enough(encoder.used()), little(encoder.used() - 1);
  Planes decoded = ZeroPlanes(frame);
  EXPECT_TRUE(coeff::DecodeCoefficients(coded, frame, {.work = &enough}, &decoded).ok());
  EXPECT_EQ(enough.used(), encoder.used());
  decoded = ZeroPlanes(frame);
  const Status status = coeff::DecodeCoefficients(coded, frame, {.work = &little}, &decoded);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kLimitExceeded);
  WorkMeter none(0);
  options.work = &none;
  EXPECT_TRUE(coeff::EncodeCoefficients(frame, planes, options).empty());
}

// A stream of no bytes for a large frame: an error long before all blocks are decoded.
TEST(StaticCoeff, ExhaustedStreamStopsSoon) {
  const jpeg::Frame frame = FrameOf({"grey", 4096, 2048, {{1, 1}}});
  for (const Bytes& rest : {Bytes(), Bytes(40, 0), Bytes(40, 0xFF)}) {
    Bytes coded = {8};
    coded.insert(coded.end(), rest.begin(), rest.end());
    WorkMeter work(UINT64_MAX);
    Planes decoded = ZeroPlanes(frame);
    const Status status = coeff::DecodeCoefficients(coded, frame, {.work = &work}, &decoded);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kCorrupt);
    EXPECT_LT(work.used(), uint64_t{512} * 256 * 50);
  }
}

}  // namespace
}  // namespace jackdaw::test
