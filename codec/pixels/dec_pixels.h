// Levels to pixels at full precision: nothing is rounded or clipped between the levels and the
// final 8-bit samples (docs/design/lossy.md).
#ifndef JACKDAW_CODEC_PIXELS_DEC_PIXELS_H_
#define JACKDAW_CODEC_PIXELS_DEC_PIXELS_H_

#include <cstdint>
#include <span>

#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/pixels/dec_restoration.h"
#include "codec/quant/requantize.h"
#include "jackdaw/pixels.h"
#include "jackdaw/result.h"

namespace jackdaw::pixels {

// What ReconstructPixels allocates, its result included.
uint64_t PixelBytes(const jpeg::Frame& frame);

// levels: one plane per component, in the padded sizes of the frame; any values. offsets: one per
// component, or none at all for levels that stand for themselves. Level k of frequency f has the
// value ReconstructQ8(k, quant[f], offsets[f]), DC without an offset. restoration: what
// RestoreLevels made of the same levels, or nothing; where it corrects a component, offsets do not
// count. Errors: kUnsupported for CMYK, YCCK, two components, samples of other than 8 bits, and
// sampling factors that do not divide the largest. May throw std::bad_alloc. REQUIRES: PixelBytes
// was checked against a limit; offsets and restoration are none or as many as components.
Result<Pixels> ReconstructPixels(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> levels,
                                 std::span<const quant::CentroidOffsets> offsets,
                                 jpeg::ColourSpace colour_space,
                                 std::span<const ComponentRestoration> restoration = {});

// What ReconstructPixels would say of the frame.
Status CheckSupported(const jpeg::Frame& frame, jpeg::ColourSpace colour_space);

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_DEC_PIXELS_H_
