// Which part of each component a slice codes.
#ifndef JACKDAW_CODEC_COEFF_SLICE_LAYOUT_H_
#define JACKDAW_CODEC_COEFF_SLICE_LAYOUT_H_

#include <vector>

#include "codec/coeff/component_set.h"

namespace jackdaw::coeff {

struct SliceLayout {
  std::vector<RowRange> rows;           // per component
  std::vector<FrequencyShifts> shifts;  // per component
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICE_LAYOUT_H_
