// What a lossy .jkd says of where coefficients lie, for corrections that networks made without it.
#ifndef JACKDAW_CODEC_PIXELS_DEC_CENTRED_CORRECTIONS_H_
#define JACKDAW_CODEC_PIXELS_DEC_CENTRED_CORRECTIONS_H_

#include "codec/jpeg/jpeg_data.h"
#include "codec/pixels/dec_restoration.h"
#include "codec/quant/requantize.h"

namespace jackdaw::pixels {

// Where the file has an offset for a frequency and a magnitude, the corrections of these levels are
// moved together, so that their mean is that offset. Each stays inside its interval. Without an
// offset (0), and of DC, nothing changes. corrections: of the component, or empty.
void CentreCorrections(const jpeg::FrameComponent& component, const jpeg::CoeffPlane& levels,
                       const quant::CentroidOffsets& offsets, BlockBytes* corrections);

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_DEC_CENTRED_CORRECTIONS_H_
