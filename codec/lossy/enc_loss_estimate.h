// What a lambda may give, before anything is coded: from the curves that choose the step tables.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSS_ESTIMATE_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSS_ESTIMATE_H_

#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_pixel_errors.h"
#include "codec/lossy/enc_rate_curves.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

struct LossEstimate {
  double bytes = 0;    // of the coded levels; never rises with lambda
  PixelErrors errors;  // never fall with lambda
};

// The squared error of a class per sample, not weighted, by its tables alone.
double MeanSquaredError(const jpeg::Frame& frame, const quant::QuantClass& quant_class,
                        const ClassCurves& curves, double lambda);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSS_ESTIMATE_H_
