// Image rows of a component that has half the image's samples in both directions, with the details
// that restoration found (dec_restoration.h).
//
// What is shown has the samples' own values as means over their four pixels: what upsampling and
// details say is moved to that.
#ifndef JACKDAW_CODEC_PIXELS_DEC_DETAILED_ROWS_H_
#define JACKDAW_CODEC_PIXELS_DEC_DETAILED_ROWS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "codec/pixels/dec_component_rows.h"
#include "codec/pixels/dec_restoration.h"

namespace jackdaw::pixels {

class DetailedRows {
 public:
  // details must outlive the object.
  DetailedRows(const ComponentRows& rows, const BlockBytes& details);

  // As rows->ImageRow, of the rows that the object was made for. Valid until the next call.
  const float* ImageRow(ComponentRows* rows, uint32_t y);

  static uint64_t AllocatedBytes(const jpeg::FrameComponent& component);

 private:
  void MakePair(ComponentRows* rows, uint32_t sample_row);
  void DecodeBand(uint32_t block_row);

  const BlockBytes& details_;
  size_t stride_;  // image samples in whole blocks
  uint32_t width_;
  uint32_t band_row_ = UINT32_MAX, pair_row_ = UINT32_MAX;
  std::vector<float> band_;                 // [16][stride_] of one row of blocks
  std::array<std::vector<float>, 2> pair_;  // the two image rows of a row of samples
};

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_DEC_DETAILED_ROWS_H_
