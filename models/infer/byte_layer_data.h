// A layer over bytes as plain numbers, as a model file has it, what the loader demands of it, and
// its shape, from which the compiler proves that no sum leaves 32 bits.
#ifndef JACKDAW_MODELS_INFER_BYTE_LAYER_DATA_H_
#define JACKDAW_MODELS_INFER_BYTE_LAYER_DATA_H_

#include <cstdint>
#include <vector>

#include "jackdaw/result.h"
#include "models/infer/bounds.h"
#include "models/infer/byte_kernels.h"

namespace jackdaw::infer {

// Shifts of rows, and biases in the unit of their sums.
inline constexpr int kMinByteShift = kMinShift, kMaxByteShift = kMaxShift;
inline constexpr int32_t kMaxByteBias = 1 << 22;

// acc = bias + weights x, in units of 2^-(5 + shift) with its row's shift; activations are in units
// of 1/32.
struct ByteLayerData {
  int rows = 0;
  int columns = 0;
  std::vector<uint8_t> shift;   // [rows], kMinByteShift..kMaxByteShift
  std::vector<int8_t> weights;  // [rows][columns], within +-kMaxByteWeight
  std::vector<int32_t> bias;    // [rows], within +-kMaxByteBias; empty without
};

// The shape of a layer and what becomes of its sums.
struct ByteShape {
  int rows = 0, columns = 0;
  // False: the bias is given to every evaluation, within +-max_bias.
  bool has_bias = true;
  int64_t max_bias = kMaxByteBias;
  // By how many bits a sum is made finer before it is rounded (kFeatureShift, kOutputBits), and how
  // much may then be added.
  int finer_bits = 0;
  int64_t max_added = 0;

  // No sum of a row is larger, with all that is added to it and its rounding, whatever the order of
  // the terms. It never falls when rows or columns rise.
  constexpr int64_t MaxSum() const {
    const int64_t sum = int64_t{columns} * kMaxByte * kMaxByteWeight + max_bias;
    return sum * (int64_t{1} << finer_bits) + max_added +
           (int64_t{1} << (kMaxByteShift + finer_bits - 1));
  }
  constexpr bool IsProven() const { return MaxSum() < kSumLimit; }
};

// All zeros, shifts 8.
ByteLayerData MakeLayer(const ByteShape& shape);

// Whether a layer has the shape and numbers in range; IsProven() says that this is enough. Errors:
// kCorrupt.
Status CheckLayer(const ByteLayerData& layer, const ByteShape& shape);

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_BYTE_LAYER_DATA_H_
