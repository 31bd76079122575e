// A point of the search.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSSY_KNOBS_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSSY_KNOBS_H_

#include <array>
#include <memory>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::lossy {

// What the lambda of a step table is multiplied by, per component and frequency (zigzag); the first
// component's counts for a class.
struct TableFactors {
  std::array<std::array<double, jpeg::kBlockSize>, jpeg::kMaxComponents> lambda;

  TableFactors() {
    for (auto& of_component : lambda) of_component.fill(1);
  }
};

// Distortion that a bit may cost. 0: lossless.
struct LossyKnobs {
  double table_lambda = 0;  // chooses the step tables
  double level_lambda = 0;  // chooses the levels
  // Of this part of the blocks, 0..1, evenly spread, other_level_lambda chooses the levels.
  double other_share = 0;
  double other_level_lambda = 0;
  // Of each component, what its lambdas are times those above; the first one's counts for a class.
  std::array<double, jpeg::kMaxComponents> scales = {1, 1, 1, 1};
  // Of refined tables; null: all 1. Estimates and --quality know nothing of them.
  std::shared_ptr<const TableFactors> factors = nullptr;
};

// One lambda for tables and levels.
inline LossyKnobs EqualKnobs(double lambda) {
  LossyKnobs knobs;
  knobs.table_lambda = knobs.level_lambda = lambda;
  return knobs;
}

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSSY_KNOBS_H_
