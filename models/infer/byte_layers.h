// Layers whose inputs and weights are bytes: packed weights, and what makes bytes of their sums.
// As layers.h: immutable, checked before, the kernels are passed in.
//
// Bounds: weights are within +-kMaxByteWeight and inputs within 0 .. kMaxByte, so a row of c
// columns and a bias b has sums within kMaxByteWeight kMaxByte c + |b|, in whatever order they are
// added. Who makes a layer has checked that this and what rounding adds stay below kSumLimit.
#ifndef JACKDAW_MODELS_INFER_BYTE_LAYERS_H_
#define JACKDAW_MODELS_INFER_BYTE_LAYERS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/infer/aligned.h"
#include "models/infer/byte_kernels.h"
#include "models/infer/layers.h"

namespace jackdaw::infer {

using ByteInputs = RowsOf<const uint8_t>;
using ByteOutputs = RowsOf<uint8_t>;

// A layer as plain numbers. A view.
struct ByteLayer {
  int rows = 0, columns = 0;
  std::span<const int8_t> weights;  // [rows][columns]
  std::span<const int32_t> bias;    // [rows], or empty: none
  std::span<const uint8_t> shift;   // [rows]
};

class ByteDense {
 public:
  ByteDense() = default;
  explicit ByteDense(const ByteLayer& layer);
  // Rows `rows[i]`, columns begin .. begin + count - 1; count: a multiple of kByteRun.
  ByteDense(const ByteLayer& layer, const std::vector<int>& rows, int begin, int count);

  int inputs() const { return columns_; }
  int outputs() const { return rows_; }
  // The least pitch of its sums.
  size_t SumPitch() const { return RoundUpToPanel(static_cast<size_t>(rows_)); }
  // Of each row, and 1 up to the end of the last panel.
  const int32_t* shift() const { return shift_.data(); }

  // Sums of num_rows rows, at least 1, over the inputs skip .. inputs - 1, skip and inputs being
  // multiples of kByteRun; in.data: the input `skip` of the first row. bias: of SumPitch() rows;
  // null: the layer's own.
  void Sum(const ByteKernels& kernels, ByteInputs in, int skip, int inputs, const int32_t* bias,
           size_t num_rows, Sums sums) const {
    const PackedBytes packed = {weights_.data() + static_cast<size_t>(skip) * size_t{kPanel},
                                bias != nullptr ? bias : bias_.data(), rows_, columns_};
    kernels.dense(packed, inputs - skip, in.data, in.pitch, num_rows, sums.data, sums.pitch);
  }
  void Sum(const ByteKernels& kernels, ByteInputs in, size_t num_rows, Sums sums) const {
    Sum(kernels, in, 0, columns_, nullptr, num_rows, sums);
  }

  // Sums -> activations.
  void Activate(const ByteKernels& kernels, Sums sums, size_t num_rows, ByteOutputs out) const {
    kernels.activate_hidden(sums.data, sums.pitch, shift(), num_rows, rows_, out.data, out.pitch);
  }
  // Sums -> activations on top of a base; out may be base.
  void Add(const ByteKernels& kernels, Sums sums, ByteInputs base, size_t num_rows,
           ByteOutputs out) const {
    kernels.add_hidden(sums.data, sums.pitch, shift(), base.data, base.pitch, num_rows, rows_,
                       out.data, out.pitch);
  }

 private:
  AlignedVector<int8_t> weights_;
  AlignedVector<int32_t> bias_, shift_;
  int rows_ = 0, columns_ = 0;
};

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_BYTE_LAYERS_H_
