// A layer as plain numbers, as a model file has it, and what the loader demands of it.
#ifndef JACKDAW_MODELS_INFER_LAYER_DATA_H_
#define JACKDAW_MODELS_INFER_LAYER_DATA_H_

#include <cstdint>
#include <vector>

#include "jackdaw/result.h"
#include "models/infer/bounds.h"

namespace jackdaw::infer {

// y = bias + weights x; the activation is the rounded y >> shift. bias: Q(8 + shift).
struct LayerData {
  int shift = 8;
  int rows = 0;
  int columns = 0;
  std::vector<int16_t> weights;  // [rows][columns]
  std::vector<int32_t> bias;     // [rows]; empty without
};

// The shape of a layer and the range of its numbers.
struct LayerShape {
  int rows = 0, columns = 0;
  int min_shift = kMinShift, max_shift = kMaxShift;
  // False: sums wrap modulo 2^32, and there is no bias.
  bool is_bounded = true;
  // 2^(shift + this) is added before a sum is shifted.
  int rounding_shift = -1;
};

// All zeros, shift 8. REQUIRES: a shape within the limits of bounds.h.
LayerData MakeLayer(const LayerShape& shape);

// Whether a layer has the shape, and sums that keep within kSumLimit. Errors: kCorrupt.
Status CheckLayer(const LayerData& layer, const LayerShape& shape);

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_LAYER_DATA_H_
