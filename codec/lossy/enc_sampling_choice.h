// Whether colours of a picture are worth their full resolution, by rate and distortion.
#ifndef JACKDAW_CODEC_LOSSY_ENC_SAMPLING_CHOICE_H_
#define JACKDAW_CODEC_LOSSY_ENC_SAMPLING_CHOICE_H_

#include <span>

#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_loss_picture.h"
#include "jackdaw/encode.h"

namespace jackdaw::lossy {

// Whether the colour differences cost less at half the resolution, at the loss that options ask
// for, by the curves that choose the tables: weighted squared error plus what bits may cost.
// errors: what halving itself loses, per colour difference, as coefficients at full resolution in
// 1/unit. REQUIRES: both pictures have luma and two colour differences; full without subsampling.
bool HalfColoursCostLess(const LossPicture& full, const LossPicture& half,
                         std::span<const jpeg::CoeffPlane> errors, const EncodeOptions& options,
                         WorkMonitor* monitor);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_SAMPLING_CHOICE_H_
