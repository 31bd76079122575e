#include <gtest/gtest.h>

#include <algorithm>

#include "codec/container/format.h"
#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_lossy_skeleton.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/test_rng.h"

namespace jackdaw::lossy {
namespace {

using Factors = std::vector<test::Sampling>;

jpeg::Frame MakeFrame(const Factors& sampling, uint16_t step, uint32_t width = 75,
                      uint32_t height = 50) {
  jpeg::Frame frame;
  frame.width_px = width;
  frame.height_px = height;
  for (const test::Sampling& s : sampling) {
    jpeg::FrameComponent c;
    c.id = static_cast<uint8_t>(10 + frame.components.size());
    c.h = s.h;
    c.v = s.v;
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      c.quant[k] = static_cast<uint16_t>(step + (frame.components.empty() ? k : 2 * k));
    }
    frame.components.push_back(c);
  }
  jpeg::ComputeFrameGeometry(&frame);
  return frame;
}

// The JPEG of the skeleton and random levels inside the image.
Bytes Fill(const Bytes& skeleton, const jpeg::Frame& frame, std::vector<jpeg::CoeffPlane>* planes) {
  const Bytes facts(1, container::kPlainFacts);
  const auto layout = jpeg::ReadJpegLayout(skeleton, facts, {});
  EXPECT_TRUE(layout.ok()) << layout.error().message;
  if (!layout.ok()) return {};
  *planes = jpeg::AllocatePlanes(jpeg::LayoutFrame(*layout.value()));
  test::TestRng rng(1);
  for (size_t i = 0; i < planes->size(); ++i) {
    const jpeg::FrameComponent& c = frame.components[i];
    for (uint32_t row = 0; row < c.height_blocks; ++row) {
      for (uint32_t col = 0; col < c.width_blocks; ++col) {
        int16_t* block = (*planes)[i].Block(row, col);
        block[0] = static_cast<int16_t>(static_cast<int>(rng.Below(2048)) - 1024);
        for (uint32_t n = rng.Below(8); n > 0; --n) {
          block[1 + rng.Below(63)] = static_cast<int16_t>(static_cast<int>(rng.Below(2047)) - 1023);
        }
      }
    }
  }
  Bytes jpeg;
  const Status joined = jpeg::JoinJpeg(*layout.value(), *planes, 1 << 24, &jpeg);
  EXPECT_TRUE(joined.ok()) << joined.error().message;
  return jpeg;
}

void ExpectSkeletonOf(const jpeg::Frame& frame, uint32_t num_scans) {
  const Bytes skeleton = MakeLossySkeleton(frame, {});
  std::vector<jpeg::CoeffPlane> planes;
  const Bytes jpeg = Fill(skeleton, frame, &planes);
  const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(jpeg, {});
  ASSERT_TRUE(split.ok()) << split.error().message;
  EXPECT_EQ(split.value().skeleton, skeleton);
  EXPECT_EQ(split.value().facts, Bytes(1, container::kPlainFacts));
  EXPECT_EQ(split.value().num_scans, num_scans);
  EXPECT_EQ(split.value().frame.width_px, frame.width_px);
  EXPECT_EQ(split.value().frame.height_px, frame.height_px);
  const test::LibjpegRead read = test::ReadWithLibjpeg(jpeg);
  ASSERT_TRUE(read.ok) << read.message;
  EXPECT_EQ(read.num_warnings, 0) << read.message;
  ASSERT_EQ(read.frame.components.size(), frame.components.size());
  for (size_t i = 0; i < frame.components.size(); ++i) {
    const jpeg::FrameComponent& c = frame.components[i];
    EXPECT_EQ(split.value().frame.components[i].quant, c.quant);
    EXPECT_EQ(split.value().frame.components[i].id, c.id);
    EXPECT_EQ(read.frame.components[i].quant, c.quant);
    for (uint32_t row = 0; row < c.height_blocks; ++row) {
      const int16_t* wanted = planes[i].Block(row, 0);
      EXPECT_TRUE(std::equal(wanted, wanted + size_t{64} * c.width_blocks,
                             read.frame.components[i].Block(row, 0)));
    }
  }
}

TEST(LossySkeleton, OneScanOfAllComponents) {
  for (const uint16_t step : {uint16_t{1}, uint16_t{40}}) {
    ExpectSkeletonOf(MakeFrame({{1, 1}}, step), 1);
    ExpectSkeletonOf(MakeFrame({{2, 2}}, step), 1);
    ExpectSkeletonOf(MakeFrame({{1, 1}, {1, 1}}, step), 1);
    ExpectSkeletonOf(MakeFrame({{1, 1}, {1, 1}, {1, 1}}, step), 1);
    ExpectSkeletonOf(MakeFrame({{2, 2}, {1, 1}, {1, 1}}, step), 1);
    ExpectSkeletonOf(MakeFrame({{4, 2}, {1, 1}, {1, 1}}, step), 1);  // 10 blocks
    ExpectSkeletonOf(MakeFrame({{2, 2}, {1, 1}, {1, 1}, {2, 2}}, step), 1);
    ExpectSkeletonOf(MakeFrame({{1, 1}, {1, 1}, {1, 1}}, step, 1, 1), 1);
  }
}

TEST(LossySkeleton, OneScanForEachComponentWhereAnMcuIsTooLarge) {
  ExpectSkeletonOf(MakeFrame({{4, 2}, {2, 1}, {1, 1}}, 4), 3);  // 11 blocks
  ExpectSkeletonOf(MakeFrame({{2, 2}, {2, 2}, {2, 2}}, 4), 3);
  ExpectSkeletonOf(MakeFrame({{2, 2}, {2, 2}, {2, 2}, {2, 2}}, 4), 4);
}

TEST(LossySkeleton, WideTables) {
  jpeg::Frame frame = MakeFrame({{2, 2}, {1, 1}, {1, 1}}, 200);
  ExpectSkeletonOf(frame, 1);
  const Bytes skeleton = MakeLossySkeleton(frame, {});
  const Bytes sof1 = {0xFF, 0xC1, 0, 17, 8}, wide = {0xFF, 0xDB, 0, 131, 0x10};
  for (const Bytes& part : {sof1, wide}) {
    EXPECT_NE(std::search(skeleton.begin(), skeleton.end(), part.begin(), part.end()),
              skeleton.end());
  }
  frame.components[2].quant.fill(65535);
  ExpectSkeletonOf(frame, 1);
}

TEST(LossySkeleton, EqualTablesAreWrittenOnce) {
  jpeg::Frame frame = MakeFrame({{1, 1}, {1, 1}, {1, 1}, {1, 1}}, 7);
  const size_t two = MakeLossySkeleton(frame, {}).size();
  frame.components[3].quant[63] = 99;
  EXPECT_EQ(MakeLossySkeleton(frame, {}).size(), two + 2 + 2 + 65);
  ExpectSkeletonOf(frame, 1);
  for (size_t i = 0; i < 4; ++i) frame.components[i].quant.fill(static_cast<uint16_t>(10 + i));
  ExpectSkeletonOf(frame, 1);  // four of them
}

TEST(LossySkeleton, MetadataInItsPlaces) {
  jpeg::Metadata metadata;
  metadata.segments = {0xFF, 0xFE, 0, 5, 'a', 'b', 'c'};
  const Bytes tail = {'t', 'a', 'i', 'l'};
  metadata.tail.Finish(tail);
  const jpeg::Frame frame = MakeFrame({{1, 1}}, 7);
  const Bytes plain = MakeLossySkeleton(frame, {}), both = MakeLossySkeleton(frame, metadata);
  Bytes wanted = plain;
  wanted.insert(wanted.begin() + 2, metadata.segments.begin(), metadata.segments.end());
  wanted.insert(wanted.end(), tail.begin(), tail.end());
  EXPECT_EQ(both, wanted);
  std::vector<jpeg::CoeffPlane> planes;
  const Bytes jpeg = Fill(both, frame, &planes);
  EXPECT_EQ(jpeg::SplitJpeg(jpeg, {}).value().skeleton, both);
}

}  // namespace
}  // namespace jackdaw::lossy
