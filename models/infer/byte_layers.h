// Layers whose inputs and weights are bytes: packed weights, and what makes bytes of their sums.
// As layers.h: immutable, checked before, the kernels are passed in.
//
// A network is a struct of the layers at the end of this file, each of a shape that is known when
// it is compiled: the compiler proves that its sums keep within 32 bits (byte_layer_data.h) or, of
// wide layers, the loader has (layer_data.h).
#ifndef JACKDAW_MODELS_INFER_BYTE_LAYERS_H_
#define JACKDAW_MODELS_INFER_BYTE_LAYERS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/infer/aligned.h"
#include "models/infer/byte_kernels.h"
#include "models/infer/byte_layer_data.h"
#include "models/infer/layers.h"

namespace jackdaw::infer {

using ByteInputs = RowsOf<const uint8_t>;
using ByteOutputs = RowsOf<uint8_t>;

// Of any shape.
class ByteDense {
 public:
  ByteDense() = default;
  explicit ByteDense(const ByteLayerData& layer);
  // Rows `rows[i]`, columns begin .. begin + count - 1; count: a multiple of kByteRun.
  ByteDense(const ByteLayerData& layer, const std::vector<int>& rows, int begin, int count);

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
    const PackedBytes packed = {
        weights_.data() + static_cast<size_t>(skip) * size_t{kPanel},
        bias != nullptr ? bias : bias_.data(),
        rows_,
        columns_,
        {grouped_.data(), apart_begin_.data(), apart_run_.data(), apart_.data()},
        skip / kByteRun};
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
  // weights_ -> what GroupedBytes shows.
  void MakeGroups();

  AlignedVector<int8_t> weights_;
  AlignedVector<int32_t> bias_, shift_;
  AlignedVector<int8_t> grouped_, apart_;
  std::vector<uint32_t> apart_begin_;
  std::vector<uint16_t> apart_run_;
  int rows_ = 0, columns_ = 0;
};

// A layer over bytes.
template <ByteShape kShape>
class ByteLayer : public ByteDense {
 public:
  static_assert(kShape.IsProven());
  static constexpr size_t kRows = kShape.rows, kColumns = kShape.columns;
  static constexpr size_t kPitch = RoundUpToPanel(kRows);  // of its sums

  ByteLayer() = default;
  // REQUIRES: CheckLayer(data, kShape) is good.
  explicit ByteLayer(const ByteLayerData& data) : ByteDense(data) {}
};

// What a step has of a layer.
struct StepPlace {
  std::vector<int> rows;
  int first_column = 0, num_columns = 0;
};

// A layer over bytes of which each step has its rows and may see a window of the columns.
template <ByteShape kShape, size_t kSteps>
class ByteSteps {
 public:
  static_assert(kShape.IsProven());
  static constexpr size_t kColumns = kShape.columns;

  ByteSteps() = default;
  // place(step): a StepPlace. REQUIRES: CheckLayer(data, kShape) is good.
  template <class PlaceOf>
  ByteSteps(const ByteLayerData& data, PlaceOf place) {
    for (size_t step = 0; step < kSteps; ++step) {
      const StepPlace p = place(static_cast<int>(step));
      steps_[step] = ByteDense(data, p.rows, p.first_column, p.num_columns);
    }
  }

  const ByteDense& operator[](size_t step) const { return steps_[step]; }

 private:
  std::array<ByteDense, kSteps> steps_;
};

// A wide layer's sums have three bits more than those of bytes: activations are Q8 and Q5.
inline constexpr int kWideBits = 3;
static_assert(kMaxShift + kWideBits <= kMaxSumShift);
// The shifts that make bytes of a layer's sums, of each row.
AlignedVector<int32_t> WideShifts(const LayerData& data);

// A wide layer with activations in bytes.
template <LayerShape kShape>
class WideToBytes {
 public:
  static constexpr size_t kRows = kShape.rows, kColumns = kShape.columns;
  static constexpr size_t kPitch = RoundUpToPanel(kRows);  // of its sums

  WideToBytes() = default;
  // REQUIRES: CheckLayer(data, kShape) is good.
  explicit WideToBytes(const LayerData& data) : dense_(data), shifts_(WideShifts(data)) {}

  void Propagate(const Kernels& kernels, const ByteKernels& bytes, Inputs in, size_t num_rows,
                 Sums sums, ByteOutputs out) const {
    dense_.Sum(kernels, in, num_rows, sums);
    bytes.activate_hidden(sums.data, sums.pitch, shifts_.data(), num_rows, kShape.rows, out.data,
                          out.pitch);
  }

 private:
  Dense dense_;
  AlignedVector<int32_t> shifts_;
};

// Sparse features of slots, and constants -> activations in bytes.
template <LayerShape kShape, size_t kSlots>
class SparseToBytes {
 public:
  static constexpr size_t kRows = kShape.rows;
  static constexpr size_t kPitch = RoundUpToPanel(kRows);  // of its sums

  SparseToBytes() = default;
  // Columns: f1, f2 of the slots, then constants. REQUIRES: CheckLayer(data, kShape) is good.
  explicit SparseToBytes(const LayerData& data)
      : features_(data, 0, kSlots), constants_(data, 2 * kSlots), shifts_(WideShifts(data)) {}

  AlignedVector<int32_t> Bias(std::span<const int32_t> x) const { return constants_.Bias(x); }

  // Of one row. bias: of Bias(); sums: room for kPitch numbers.
  void Propagate(const Kernels& kernels, const ByteKernels& bytes,
                 const AlignedVector<int32_t>& bias, std::span<const SparseInput> inputs,
                 int32_t* sums, uint8_t* out) const {
    std::copy_n(bias.data(), kPitch, sums);
    features_.Add(kernels, inputs, 0, sums);
    bytes.activate_hidden(sums, kPitch, shifts_.data(), 1, kShape.rows, out, 0);
  }

 private:
  SparseFeatures features_;
  Constants constants_;
  AlignedVector<int32_t> shifts_;
};

// A sum in units of 2^-(8 + shift) in those of a layer over bytes, 2^-(5 + byte_shift).
int32_t ConstantBias(int32_t sum, int shift, int byte_shift, int64_t max_bias);

// A wide layer over constants of an image that is the bias of a layer over bytes.
template <LayerShape kShape>
class ConstantsToBias {
 public:
  ConstantsToBias() = default;
  // REQUIRES: CheckLayer(data, kShape) is good.
  explicit ConstantsToBias(const LayerData& data) : constants_(data, 0), shift_(data.shift) {}

  // For the rows of `layer`, within +-max_bias.
  AlignedVector<int32_t> Bias(std::span<const int32_t> x, const ByteDense& layer,
                              int64_t max_bias) const {
    AlignedVector<int32_t> bias = constants_.Bias(x);
    for (size_t row = 0; row < static_cast<size_t>(kShape.rows); ++row) {
      bias[row] = ConstantBias(bias[row], shift_, layer.shift()[row], max_bias);
    }
    return bias;
  }

 private:
  Constants constants_;
  int shift_ = 0;
};

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_BYTE_LAYERS_H_
