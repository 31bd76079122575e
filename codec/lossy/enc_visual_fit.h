// The fitted constants of what is visible, and where they come from (docs/design/lossy.md, "What is
// visible").
#ifndef JACKDAW_CODEC_LOSSY_ENC_VISUAL_FIT_H_
#define JACKDAW_CODEC_LOSSY_ENC_VISUAL_FIT_H_

#include "codec/lossy/enc_visibility.h"

namespace jackdaw::lossy {

struct VisualFit {
  Visibility luma, blue, red;  // blue, red: Cb and Cr
  // What colours of a picture that is no JPEG file count beside those of one: against the pristine
  // picture, most of whose fine colour goes with subsampling, bits have better uses.
  float colour_from_pixels = 1;
  // What is visible of errors of colour at full resolution beside what is elsewhere; the floor
  // stays.
  float full_colour = 1;
  double table_ratio = 1;  // lambda of step tables to that of levels
};
const VisualFit& ShippedVisualFit();

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_VISUAL_FIT_H_
