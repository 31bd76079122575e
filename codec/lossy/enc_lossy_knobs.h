// A point of the search.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSSY_KNOBS_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSSY_KNOBS_H_

#include <array>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::lossy {

// Distortion that a bit may cost. 0: lossless.
struct LossyKnobs {
  double table_lambda = 0;  // chooses the step tables
  double level_lambda = 0;  // chooses the levels
  // Of this part of the blocks, 0..1, evenly spread, other_level_lambda chooses the levels.
  double other_share = 0;
  double other_level_lambda = 0;
  // Of each component, what its lambdas are times those above; the first one's counts for a class.
  std::array<double, jpeg::kMaxComponents> scales = {1, 1, 1, 1};
};

// One lambda for tables and levels.
inline LossyKnobs EqualKnobs(double lambda) {
  LossyKnobs knobs;
  knobs.table_lambda = knobs.level_lambda = lambda;
  return knobs;
}

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSSY_KNOBS_H_
