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
#include "codec/lossy/enc_pixel_errors.h"
#include "codec/quant/requantize.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

// Samples of an 8x8 block, row-major, level-shifted, rounded and clipped to 0..255. levels: [64],
// zigzag. offsets: as ReconstructQ8 takes them. unit: as LossPicture has it. Within 1 of an exact
// inverse DCT before rounding.
void BlockSamples(const int16_t* levels, const quant::FrequencyTable& steps,
                  const quant::CentroidOffsets& offsets, uint8_t* samples, uint16_t unit = 1);

// The same of levels without offsets, neither level-shifted, rounded nor clipped.
void UnroundedSamples(const int16_t* levels, const quant::FrequencyTable& steps, float* samples,
                      uint16_t unit = 1);

class PixelReference {
 public:
  // Keeps the samples of all components. The frame must outlive the reference. unit: of the planes,
  // as LossPicture has it.
  PixelReference(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                 ColourModel model, uint16_t unit = 1);

  // Of the samples inside the image, of other levels. steps, offsets: per component; without
  // offsets when there are none.
  PixelErrors Errors(std::span<const jpeg::CoeffPlane> levels,
                     std::span<const quant::FrequencyTable> steps,
                     std::span<const quant::CentroidOffsets> offsets = {}) const;

 private:
  const jpeg::Frame& frame_;
  ColourModel model_;
  std::vector<std::vector<uint8_t>> samples_;  // per component: [height_blocks][width_blocks][64]
};

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_PIXELS_H_
