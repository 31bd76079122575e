// A grey picture with room for corrections, for tests of what changes these.
#ifndef JACKDAW_TESTS_PIXELS_CORRECTED_PICTURE_H_
#define JACKDAW_TESTS_PIXELS_CORRECTED_PICTURE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/pixels/dec_restoration.h"

namespace jackdaw::pixels {

class CorrectedPicture : public testing::Test {
 protected:
  // All steps are 8, and all levels and corrections 0.
  CorrectedPicture(uint32_t width, uint32_t height) {
    frame_.width_px = width;
    frame_.height_px = height;
    frame_.components.resize(1);
    frame_.components[0].h = frame_.components[0].v = 1;
    frame_.components[0].quant.fill(8);
    jpeg::ComputeFrameGeometry(&frame_);
    planes_ = jpeg::AllocatePlanes(frame_);
    corrections_.width_blocks = frame_.components[0].width_blocks;
    corrections_.per_block = 64;
    corrections_.values.resize(planes_[0].coeffs.size());
  }

  jpeg::Frame frame_;
  std::vector<jpeg::CoeffPlane> planes_;
  BlockBytes corrections_;
};

}  // namespace jackdaw::pixels

#endif  // JACKDAW_TESTS_PIXELS_CORRECTED_PICTURE_H_
