// The guide of a grid of blocks as the first layer of a network of the second prior makes it.
#ifndef JACKDAW_MODELS_PRIOR_EMBEDDED_GUIDE_H_
#define JACKDAW_MODELS_PRIOR_EMBEDDED_GUIDE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "models/infer/aligned.h"
#include "models/infer/byte_kernels.h"
#include "models/infer/kernels.h"
#include "models/prior/block_network.h"
#include "models/prior/guide.h"

namespace jackdaw::prior {

template <BlockShape kShape>
class EmbeddedGuide {
 public:
  // What nine positions take as inputs of context1.
  static constexpr size_t kInputs = 9 * kShape.guide_embed;

  // At least the bytes of one that is set.
  static uint64_t Bytes(uint32_t rows, uint32_t columns) {
    return (uint64_t{rows} + 2) * (uint64_t{columns} + 2) * kGuide;
  }

  // Embeds the guide of all blocks of a grid.
  void Set(const BlockNetwork<kShape>& network, const GuidePlane& plane, uint32_t rows,
           uint32_t columns, const infer::Kernels& kernels) {
    Begin(rows, columns);
    SetRows(network, plane, 0, rows, kernels);
  }

  // The same in parts, of which each may have a thread: first the size, then all rows.
  void Begin(uint32_t rows, uint32_t columns) {
    columns_ = columns;
    values_.assign((size_t{rows} + 2) * (size_t{columns} + 2) * kGuide + infer::kByteSlack, 0);
  }
  void SetRows(const BlockNetwork<kShape>& network, const GuidePlane& plane, uint32_t row_begin,
               uint32_t row_end, const infer::Kernels& kernels) {
    const auto& layer = network.guide_embed;
    const size_t row_pitch = (size_t{columns_} + 2) * kGuide;
    infer::AlignedVector<int16_t> inputs(kAtOnce * layer.kColumns + infer::kKernelSlack);
    infer::AlignedVector<int32_t> sums(kAtOnce * layer.kPitch + infer::kKernelSlack);
    for (uint32_t row = row_begin; row < row_end; ++row) {
      for (uint32_t first = 0; first < columns_; first += kAtOnce) {
        const uint32_t count = std::min(kAtOnce, columns_ - first);
        for (uint32_t i = 0; i < count; ++i) {
          GuideFeatures(plane, row, first + i, network.inverse_sigma_guide,
                        &inputs[i * layer.kColumns]);
        }
        layer.Propagate(kernels, infer::ByteKernelsFor(kernels), {inputs.data(), layer.kColumns},
                        count, {sums.data(), layer.kPitch},
                        {&values_[(row + 1) * row_pitch + (size_t{first} + 1) * kGuide], kGuide});
      }
    }
  }

  bool empty() const { return values_.empty(); }

  // The nine positions around a block, row after row. Returns the end of what it wrote. REQUIRES:
  // it is set.
  uint8_t* Copy(uint32_t row, uint32_t column, uint8_t* to) const {
    // The border makes the first of three positions of a row (row, column).
    for (size_t i = 0; i < 3; ++i) {
      const size_t position = (row + i) * (size_t{columns_} + 2) + column;
      std::memcpy(to, &values_[position * kGuide], 3 * kGuide);
      to += 3 * kGuide;
    }
    return to;
  }

 private:
  static constexpr size_t kGuide = kShape.guide_embed;
  static constexpr uint32_t kAtOnce = 64;  // blocks

  uint32_t columns_ = 0;
  // [rows + 2][columns + 2][guide_embed] with a border of zeros.
  infer::AlignedVector<uint8_t> values_;
};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_EMBEDDED_GUIDE_H_
