// Samples of a lossless JPEG to pixels. Integers alone.
#ifndef JACKDAW_CODEC_PIXELS_DEC_SAMPLE_PIXELS_H_
#define JACKDAW_CODEC_PIXELS_DEC_SAMPLE_PIXELS_H_

#include <cstdint>
#include <span>

#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossless_jpeg/picture.h"
#include "jackdaw/pixels.h"
#include "jackdaw/result.h"

namespace jackdaw::pixels {

// What PixelsOfSamples allocates.
uint64_t SamplePixelBytes(const jpeg::Frame& frame);

// planes, point_transform: one per component, or more. Samples are shifted back by the point
// transform, and those above 255 shown as 255. Errors: kUnsupported for CMYK, YCCK, two components,
// samples of other than 8 bits, and sampling factors that differ. May throw std::bad_alloc.
// REQUIRES: every component has a plane.
Result<Pixels> PixelsOfSamples(const jpeg::Frame& frame,
                               std::span<const lossless_jpeg::SamplePlane> planes,
                               std::span<const uint8_t> point_transform,
                               jpeg::ColourSpace colour_space);

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_DEC_SAMPLE_PIXELS_H_
