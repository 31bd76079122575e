// Which part of each component a slice codes.
#ifndef JACKDAW_CODEC_COEFF_SLICE_LAYOUT_H_
#define JACKDAW_CODEC_COEFF_SLICE_LAYOUT_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "codec/coeff/component_set.h"

namespace jackdaw::coeff {

struct SliceLayout {
  std::vector<RowRange> rows;           // per component
  std::vector<FrequencyShifts> shifts;  // per component

  // Rows that every component of the set codes: those of its tallest one.
  uint32_t NumRows(const ComponentSet& set) const {
    uint32_t most = 0;
    for (size_t i = set.first; i < set.first + set.count; ++i) {
      most = std::max(most, rows[i].end - rows[i].begin);
    }
    return most;
  }
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICE_LAYOUT_H_
