#include <gtest/gtest.h>

#include <cstdint>

#include "codec/lossy/enc_loss_memory.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::lossy {
namespace {

// A header of this size without subsampling, and as many bytes as come with it at high quality.
Bytes HeaderOf(uint32_t width, uint32_t height) {
  test::JpegWriter out;
  const auto byte = [](uint32_t value, int shift) { return static_cast<uint8_t>(value >> shift); };
  out.Soi().Segment(0xC0, Bytes{8, byte(height, 8), byte(height, 0), byte(width, 8), byte(width, 0),
                                3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0});
  out.Segment(0xDA, Bytes{3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0});
  Bytes bytes = out.Take();
  bytes.resize(bytes.size() + size_t{width} * height / 2);
  return bytes;
}

TEST(LossMemory, FiftyMegapixelsFitTheDefaultLimit) {
  constexpr uint64_t kLimit = uint64_t{1} << 30;
  const Bytes jpeg = HeaderOf(8192, 6144);
  for (const LossMemory& memory : {kTranscodeMemory, kLossyMemory}) {
    EXPECT_TRUE(CheckLossMemory(jpeg, memory, kLimit).ok());
  }
  const Status twice = CheckLossMemory(HeaderOf(16384, 6144), kTranscodeMemory, kLimit);
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(twice.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(twice.error().message.find(" MiB of memory"), std::string::npos)
      << twice.error().message;
}

TEST(LossMemory, WhatHasNoHeaderIsLeftToOthers) {
  EXPECT_TRUE(CheckLossMemory({}, kTranscodeMemory, 0).ok());
  const Bytes noise(1000, 'x');
  EXPECT_TRUE(CheckLossMemory(noise, kTranscodeMemory, 0).ok());
}

}  // namespace
}  // namespace jackdaw::lossy
