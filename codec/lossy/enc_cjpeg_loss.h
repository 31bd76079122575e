// What decoding to pixels and `cjpeg -quality N` would lose, without doing it: the scale that
// --quality is on.
//
// Steps are those of T.81 annex K, scaled as libjpeg scales them, but not rounded. A coefficient x
// under a step p loses x^2 where it becomes zero (p >= 2 x), else p^2 / 12 on average. It would
// lose less where p and the step of the input share multiples; that is left out, so that the loss
// never rises with N.
#ifndef JACKDAW_CODEC_LOSSY_ENC_CJPEG_LOSS_H_
#define JACKDAW_CODEC_LOSSY_ENC_CJPEG_LOSS_H_

#include "codec/lossy/enc_statistics.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

struct ClassLoss {
  double distortion = 0;     // weighted
  double squared_error = 0;  // not weighted
};

// Of all coefficients of a class. quant: of the class; colour: with the table of colour
// differences. quality: 0..100; the loss at 100 is 0. unit: as LossPicture has it.
ClassLoss CjpegLoss(const ClassStatistics& statistics, const quant::FrequencyTable& quant,
                    bool colour, double quality, uint16_t unit = 1);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_CJPEG_LOSS_H_
