// Whether colours of a picture are worth their full resolution, by rate and distortion.
#ifndef JACKDAW_CODEC_LOSSY_ENC_SAMPLING_CHOICE_H_
#define JACKDAW_CODEC_LOSSY_ENC_SAMPLING_CHOICE_H_

#include <span>

#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_loss_picture.h"

namespace jackdaw::lossy {

// What the colour differences of a picture cost at a lambda, by the curves that choose its tables:
// squared error that counts like that of luma, plus lambda times bits. colour_weight: as Transcode
// and .jkd have theirs. errors: what was lost before, at the resolution of the picture, in 1/unit;
// may be empty. REQUIRES: three components, which are colour differences behind luma.
double ColourCost(const LossPicture& picture, std::span<const jpeg::CoeffPlane> errors,
                  double colour_weight, double lambda);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_SAMPLING_CHOICE_H_
