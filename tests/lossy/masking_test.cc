#include <gtest/gtest.h>

#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_masking.h"
#include "tests/support/test_rng.h"

namespace jackdaw::lossy {
namespace {

constexpr Masking kMasking = {.constant = 50, .power = 1};

jpeg::Frame Grey(uint32_t width, uint32_t height) {
  jpeg::Frame frame;
  frame.width_px = width;
  frame.height_px = height;
  frame.components.resize(1);
  frame.components[0].quant.fill(2);
  jpeg::ComputeFrameGeometry(&frame);
  return frame;
}

std::vector<BlockMasks> MasksOf(const jpeg::Frame& frame,
                                const std::vector<jpeg::CoeffPlane>& planes) {
  return MeasureMasks(frame.components[0], planes[0], kMasking);
}

TEST(Masks, AFlatPictureHidesNothing) {
  const jpeg::Frame frame = Grey(77, 50);
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  for (size_t i = 0; i < planes[0].coeffs.size(); i += 64) planes[0].coeffs[i] = 100;
  const std::vector<BlockMasks> masks = MasksOf(frame, planes);
  EXPECT_EQ(masks.size(), 10u * 7u);
  for (const BlockMasks& mask : masks) {
    for (const float m : mask) EXPECT_NEAR(m, 1, 1e-4);
  }
}

TEST(Masks, WhatIsNearlyFlatCountsMore) {
  const jpeg::Frame frame = Grey(64, 64);
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  for (size_t i = 0; i < planes[0].coeffs.size(); i += 64) {
    if (i / 64 % 8 >= 4) planes[0].coeffs[i + 63] = 12;  // a variance of 9 in the right half
  }
  const Masking masking = {.constant = 50, .power = 1, .smoothness = 2, .smooth_constant = 3};
  const std::vector<BlockMasks> masks = MeasureMasks(frame.components[0], planes[0], masking);
  EXPECT_NEAR(masks[8 * 4][0], 3, 1e-4);
  EXPECT_NEAR(masks[8 * 4 + 7][0], 1 / (1 + 18 / 50.0) + 2 / (7.0 * 7.0), 0.1);
}

TEST(Masks, DetailHidesErrorsOfItsScaleAndPlace) {
  const jpeg::Frame frame = Grey(256, 256);
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  // Texture of the highest frequency on the left half: means of 2 x 2 samples are flat.
  for (uint32_t row = 0; row < 32; ++row) {
    for (uint32_t column = 0; column < 16; ++column) planes[0].Block(row, column)[63] = 200;
  }
  const std::vector<BlockMasks> masks = MasksOf(frame, planes);
  const BlockMasks& busy = masks[16 * 32 + 8];
  const BlockMasks& smooth = masks[16 * 32 + 24];
  const BlockMasks& beside = masks[16 * 32 + 16];  // right of the texture
  EXPECT_LT(busy[0], 0.1);
  EXPECT_GT(busy[2], 0.5);
  EXPECT_NEAR(smooth[0], 1, 1e-4);
  EXPECT_GT(beside[0], busy[0]);
  EXPECT_LT(beside[0], 1);
}

}  // namespace
}  // namespace jackdaw::lossy
