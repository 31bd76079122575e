// Rows of pixels as luma and colour differences, in float.
#ifndef JACKDAW_CODEC_PIXELS_ENC_COLOUR_ROWS_H_
#define JACKDAW_CODEC_PIXELS_ENC_COLOUR_ROWS_H_

#include <array>
#include <cstdint>

#include "jackdaw/encode.h"

namespace jackdaw::pixels {

// Y, Cb, Cr of JFIF (BT.601, full range), all around 0; grey has the first alone.
class ColourRows {
 public:
  // The view must outlive this. REQUIRES: CheckView(view).
  explicit ColourRows(const PixelView& view);

  size_t num_planes() const { return num_planes_; }

  // Row y of the planes that are asked for, `width` samples each; null: not wanted.
  void Read(uint32_t y, const std::array<float*, 3>& out) const;

 private:
  template <class Sample>
  void ReadFrom(const Sample* row, const std::array<float*, 3>& out) const;

  const PixelView& view_;
  size_t num_planes_, stride_;
  float scale_;  // to 0..255
};

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_ENC_COLOUR_ROWS_H_
