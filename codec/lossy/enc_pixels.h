// How far requantized coefficients are from the input, in pixels as a decoder shows them.
//
// Errors of coefficients are errors of pixels (Parseval), but only before decoders round samples to
// 8 bits and clip them; near lossless that rounding is as large as the error. So samples are made.
#ifndef JACKDAW_CODEC_LOSSY_ENC_PIXELS_H_
#define JACKDAW_CODEC_LOSSY_ENC_PIXELS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/jpeg/jpeg_data.h"
#include "codec/quant/requantize.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

// Samples of an 8x8 block, row-major, level-shifted, rounded and clipped to 0..255. levels: [64],
// zigzag. offsets: as ReconstructQ8 takes them. unit: as LossPicture has it. Within 1 of an exact
// inverse DCT before rounding.
void BlockSamples(const int16_t* levels, const quant::FrequencyTable& steps,
                  const quant::CentroidOffsets& offsets, uint8_t* samples, uint16_t unit = 1);

class PixelReference {
 public:
  // Keeps the samples of the components that count: the first one of grey and of three components,
  // which is luma, all of them when there are two or four. `all`: of three components, too (RGB).
  // The frame must outlive the reference. unit: of the planes, as LossPicture has it.
  PixelReference(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes, bool all,
                 uint16_t unit = 1);

  // Mean squared error of the samples inside the image, of other levels. steps, offsets: per
  // component; without offsets when there are none.
  double MeanSquaredError(std::span<const jpeg::CoeffPlane> levels,
                          std::span<const quant::FrequencyTable> steps,
                          std::span<const quant::CentroidOffsets> offsets = {}) const;

 private:
  const jpeg::Frame& frame_;
  // Per component that counts: [height_blocks][width_blocks][64].
  std::vector<std::vector<uint8_t>> samples_;
};

// Peak signal-to-noise ratio in dB, for a peak of 255; infinite when there is no error.
double PsnrOf(double mean_squared_error);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_PIXELS_H_
