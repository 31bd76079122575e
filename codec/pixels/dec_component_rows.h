// Sample rows of one component, in the resolution of the image: dequantization, inverse DCT and
// upsampling, in float, without rounding or clipping anywhere.
//
// Upsampling is what libjpeg calls fancy: triangle filters (3/4 of the nearer sample, 1/4 of the
// farther one) for factors of 2x1, 1x2 and 2x2, replication for all others; and, as there, for
// factors of 2x1 and 2x2 where the component is at most two samples wide.
#ifndef JACKDAW_CODEC_PIXELS_DEC_COMPONENT_ROWS_H_
#define JACKDAW_CODEC_PIXELS_DEC_COMPONENT_ROWS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "codec/jpeg/jpeg_data.h"
#include "codec/pixels/dec_restoration.h"
#include "codec/quant/requantize.h"

namespace jackdaw::pixels {

// True when the sampling factors of all components divide the largest ones.
bool HasIntegerRatios(const jpeg::Frame& frame);

class ComponentRows {
 public:
  // offsets: of the component; DC takes none, whatever they say. With corrections the offsets do
  // not count. frame, component, plane and corrections must outlive the object.
  // REQUIRES: HasIntegerRatios(frame); the plane has the size that the component says.
  ComponentRows(const jpeg::Frame& frame, const jpeg::FrameComponent& component,
                const jpeg::CoeffPlane& plane, const quant::CentroidOffsets& offsets,
                const BlockBytes& corrections);

  // Row y of the image: at least frame.width_px samples around 0 (no level shift). Valid until the
  // next call. Rows asked for in ascending order are each decoded once.
  // REQUIRES: y < height() times the vertical factor.
  const float* ImageRow(uint32_t y);

  // Row y of the component's own samples: at least width(). Valid until another row is asked for.
  // REQUIRES: y < height().
  const float* SampleRow(uint32_t y);
  uint32_t width() const { return width_; }
  uint32_t height() const { return height_; }

  // What an object allocates.
  static uint64_t AllocatedBytes(const jpeg::Frame& frame, const jpeg::FrameComponent& component);

 private:
  // Eight sample rows of one row of blocks.
  struct Band {
    uint32_t block_row = UINT32_MAX;
    std::vector<float> samples;  // [8][stride_]
  };

  void DecodeBand(uint32_t block_row, Band* band) const;

  const jpeg::FrameComponent& component_;
  const jpeg::CoeffPlane& plane_;
  quant::CentroidOffsets offsets_;
  const BlockBytes& corrections_;
  uint32_t h_factor_, v_factor_;  // image samples per sample
  uint32_t width_, height_;       // samples of the component inside the image
  size_t stride_;                 // whole blocks
  bool smooth_h_, smooth_v_;      // triangle filters
  // Filters look at neighbouring rows, so at two rows of blocks at most.
  std::array<Band, 2> bands_;
  std::vector<float> vertical_, horizontal_;  // rows, after either step
};

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_DEC_COMPONENT_ROWS_H_
