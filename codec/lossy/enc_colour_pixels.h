// What a coding and cjpeg lose of colour, as it is measured: in pixels of 8 bits.
//
// A pixel rounds twice, as samples and as R, G and B, and what that adds to an error of
// coefficients differs by picture and by coding: a tenth of a decibel where errors are large, half
// a decibel and more where they are small. Where a promise is made about colour, pixels are made to
// keep it.
#ifndef JACKDAW_CODEC_LOSSY_ENC_COLOUR_PIXELS_H_
#define JACKDAW_CODEC_LOSSY_ENC_COLOUR_PIXELS_H_

#include <array>
#include <cstdint>
#include <span>

#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

// Sums of squared errors of Cb and of Cr, unrounded, over the samples of all blocks inside the
// image.
using ColourErrors = std::array<double, 2>;

// The picture must outlive this.
struct ColourPixels {
  const jpeg::Frame& frame;
  std::span<const jpeg::CoeffPlane> planes;
  uint16_t unit = 1;  // of the planes, as LossPicture has it
  WorkMonitor* monitor = nullptr;

  // Luma and two colour differences, all at full resolution.
  static bool CanMeasure(const jpeg::Frame& frame);

  // Of other levels. steps: per component. REQUIRES: CanMeasure. Whoever cancels gets rubbish.
  ColourErrors OfLevels(std::span<const jpeg::CoeffPlane> levels,
                        std::span<const quant::FrequencyTable> steps) const;
  // Of decoding to pixels and `cjpeg -quality`, 1..100. REQUIRES: CanMeasure.
  ColourErrors OfCjpeg(int quality) const;

 private:
  template <class MakeBlock>
  ColourErrors Compare(const MakeBlock& make_block) const;
};

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_COLOUR_PIXELS_H_
