// Pixels to DCT coefficients at full precision: RGB becomes YCbCr and colours are halved in float,
// and nothing is rounded before the coefficients are (docs/design/encode.md).
#ifndef JACKDAW_CODEC_PIXELS_ENC_PICTURE_H_
#define JACKDAW_CODEC_PIXELS_ENC_PICTURE_H_

#include <cstdint>
#include <vector>

#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/encode.h"
#include "jackdaw/result.h"

namespace jackdaw::pixels {

// Coefficients are kept in multiples of 1/8: the error of that, 1/768 in square, is 1/64 of what
// rounding samples to 8 bits costs. The largest ones, 1024, fit 16 bits.
inline constexpr uint16_t kCoefficientUnit = 8;

// How many pixels a sample of a colour difference spans.
struct ColourSampling {
  uint8_t h = 1, v = 1;  // 1 or 2; v is 1 where h is
};

struct PictureCoefficients {
  // Sequential, 8 bits; grey, or YCbCr with the ids of JFIF; all steps are 1.
  jpeg::Frame frame;
  std::vector<jpeg::CoeffPlane> planes;  // of the padded sizes, in 1/kCoefficientUnit
};

// kInvalidArgument for a view that does not hold what it says.
Status CheckView(const PixelView& view);

jpeg::Frame PictureFrame(const PixelView& view, ColourSampling sampling);

// What TransformPixels and ColourErrors allocate together, their results included.
uint64_t TransformBytes(const PixelView& view, ColourSampling sampling);

// Blocks that reach over the edge repeat the last samples; blocks that only pad are flat. Whoever
// cancels gets rubbish. REQUIRES: CheckView(view). May throw std::bad_alloc.
PictureCoefficients TransformPixels(const PixelView& view, ColourSampling sampling,
                                    WorkMonitor* monitor);

// What halving the colours takes from them, before anything is quantized: the coefficients of the
// differences of Cb and of Cr, at full resolution, to what a decoder would show.
// REQUIRES: CheckView(view); three channels; sampling is not {1, 1}.
std::vector<jpeg::CoeffPlane> ColourErrors(const PixelView& view, ColourSampling sampling,
                                           WorkMonitor* monitor);

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_ENC_PICTURE_H_
