// Layers of integer networks: types with their shape, packed weights and a Propagate; a network is
// a struct of them. Weights are checked before (layer_data.h), so no sum here can overflow
// (bounds.h). A layer is immutable: any number of threads may share one. The kernels are passed in;
// every table gives the same numbers.
//
// Buffers that layers read or write have kKernelSlack elements more than their rows take.
#ifndef JACKDAW_MODELS_INFER_LAYERS_H_
#define JACKDAW_MODELS_INFER_LAYERS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/infer/aligned.h"
#include "models/infer/kernels.h"
#include "models/infer/layer_data.h"

namespace jackdaw::infer {

// Rows of numbers, `pitch` elements apart. A view.
template <class T>
struct RowsOf {
  T* data = nullptr;
  size_t pitch = 0;
};
using Inputs = RowsOf<const int16_t>;
using Outputs = RowsOf<int16_t>;
using Sums = RowsOf<int32_t>;

constexpr size_t RoundUpToPanel(size_t n) {
  return (n + kPanel - 1) / size_t{kPanel} * size_t{kPanel};
}

// sums = bias + weights * inputs.
class Dense {
 public:
  Dense() = default;
  explicit Dense(const LayerData& data);
  // Rows `rows[i]` of a layer, columns begin .. begin + count - 1; count: even.
  Dense(const LayerData& data, const std::vector<int>& rows, int begin, int count);

  int inputs() const { return columns_; }
  int outputs() const { return rows_; }
  int shift() const { return shift_; }
  // The least pitch of its sums.
  size_t SumPitch() const { return RoundUpToPanel(static_cast<size_t>(rows_)); }
  // Valid while this lives.
  PackedLayer layer() const { return {weights_.data(), bias_.data(), rows_, columns_, shift_}; }

  // Sums of num_rows rows, at least 1.
  void Sum(const Kernels& kernels, Inputs in, size_t num_rows, Sums sums) const {
    kernels.dense(layer(), columns_, in.data, in.pitch, num_rows, sums.data, sums.pitch);
  }
  // Their activations. sums: room for them.
  void Propagate(const Kernels& kernels, Inputs in, size_t num_rows, Sums sums, Outputs out) const {
    Sum(kernels, in, num_rows, sums);
    kernels.activate(sums.data, sums.pitch, shift_, nullptr, 0, num_rows, rows_, out.data,
                     out.pitch);
  }

 private:
  AlignedVector<int16_t> weights_;
  AlignedVector<int32_t> bias_;
  int rows_ = 0, columns_ = 0, shift_ = 0;
};

// A dense layer that corrects what there is: out = clamp(residual + activation).
class Residual {
 public:
  Residual() = default;
  explicit Residual(Dense dense) : dense_(static_cast<Dense&&>(dense)) {}

  const Dense& dense() const { return dense_; }

  // out may be residual.
  void Propagate(const Kernels& kernels, Inputs in, Inputs residual, size_t num_rows, Sums sums,
                 Outputs out) const {
    dense_.Sum(kernels, in, num_rows, sums);
    kernels.activate(sums.data, sums.pitch, dense_.shift(), residual.data, residual.pitch, num_rows,
                     dense_.outputs(), out.data, out.pitch);
  }

 private:
  Dense dense_;
};

// Part of a layer whose inputs are the same for a whole image: they become part of the bias.
class Constants {
 public:
  Constants() = default;
  // Columns begin .. of a layer.
  Constants(const LayerData& data, int begin);

  // The layer's bias with these inputs, padded to whole panels. x: one per column, each within
  // +-kMaxActivation.
  AlignedVector<int32_t> Bias(std::span<const int32_t> x) const;

 private:
  std::vector<int16_t> weights_;  // [rows][columns]
  std::vector<int32_t> bias_;
  size_t columns_ = 0;
};

// A dense layer whose last inputs are constants.
class FoldedDense {
 public:
  FoldedDense() = default;
  // Columns 0 .. inputs - 1 differ from row to row.
  FoldedDense(const LayerData& data, int inputs);

  int inputs() const { return dense_.inputs(); }
  AlignedVector<int32_t> Bias(std::span<const int32_t> x) const { return constants_.Bias(x); }

  // As Dense::Propagate, with a bias of Bias(). num_inputs: even; further ones are 0.
  void Propagate(const Kernels& kernels, const AlignedVector<int32_t>& bias, int num_inputs,
                 Inputs in, size_t num_rows, Sums sums, Outputs out) const {
    PackedLayer layer = dense_.layer();
    layer.bias = bias.data();
    kernels.dense(layer, num_inputs, in.data, in.pitch, num_rows, sums.data, sums.pitch);
    kernels.activate(sums.data, sums.pitch, layer.shift, nullptr, 0, num_rows, layer.rows, out.data,
                     out.pitch);
  }

 private:
  Dense dense_;
  Constants constants_;
};

// Sums over few inputs: each has a slot and two features. A slot comes at most once.
class SparseFeatures {
 public:
  SparseFeatures() = default;
  // Column begin + slot of the layer belongs to f1, begin + num_slots + slot to f2.
  SparseFeatures(const LayerData& data, int begin, int num_slots);

  int outputs() const { return outputs_; }
  // Adds to sums[first .. outputs - 1], first: a multiple of 4.
  void Add(const Kernels& kernels, std::span<const SparseInput> inputs, int first,
           int32_t* sums) const {
    kernels.add_features(inputs.data(), inputs.size(),
                         weights_.data() + 2 * static_cast<size_t>(first), stride_,
                         outputs_ - first, sums + first);
  }

 private:
  AlignedVector<int16_t> weights_;  // [slots][stride][2]
  size_t stride_ = 0;
  int outputs_ = 0;
};

// Sums over few inputs of one number each, modulo 2^32.
class SparseValues {
 public:
  SparseValues() = default;
  // Columns begin .. begin + num_slots - 1 of the layer.
  SparseValues(const LayerData& data, int begin, int num_slots);

  // Adds to sums[first .. first + count - 1], count: a multiple of 16.
  void Add(const Kernels& kernels, std::span<const SparseInput> inputs, size_t first, size_t count,
           int32_t* sums) const {
    kernels.add_values(inputs.data(), inputs.size(), weights_.data() + first, stride_,
                       static_cast<int>(count), sums + first);
  }
  int16_t Weight(size_t slot, size_t output) const { return weights_[slot * stride_ + output]; }

 private:
  AlignedVector<int16_t> weights_;  // [slots][stride]
  size_t stride_ = 0;
};

// Sparse features and constants -> activations.
class Embedding {
 public:
  Embedding() = default;
  // Columns: f1, f2 of num_slots slots, then constants.
  Embedding(const LayerData& data, int num_slots);

  int outputs() const { return features_.outputs(); }
  AlignedVector<int32_t> Bias(std::span<const int32_t> x) const { return constants_.Bias(x); }

  // Of one row. bias: of Bias(); sums: room for as many numbers.
  void Propagate(const Kernels& kernels, const AlignedVector<int32_t>& bias,
                 std::span<const SparseInput> inputs, int32_t* sums, int16_t* out) const;

 private:
  SparseFeatures features_;
  Constants constants_;
  int shift_ = 0;
};

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_LAYERS_H_
