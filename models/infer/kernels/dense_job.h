// What dense layers of words and of bytes have in common, whatever the instruction set: inputs and
// weights come in runs of 32 bits, two words or four bytes, which one instruction multiplies and
// adds to a sum. A tile is some rows of inputs times some outputs whose sums stay in registers.
//
// The functions are templates over a type that every file has in its unnamed namespace, so that
// each file has its own copies, compiled with its own flags: `Tiles`, with
//   kMaxRows          rows of its highest tile;
//   kTable<kWidth>    its DenseTile functions of a width, for 1 .. kMaxRows rows.
#ifndef JACKDAW_MODELS_INFER_KERNELS_DENSE_JOB_H_
#define JACKDAW_MODELS_INFER_KERNELS_DENSE_JOB_H_

#include <cstddef>
#include <cstdint>

#include "models/infer/kernels.h"

namespace jackdaw::infer {

inline constexpr size_t kRunBytes = 4;
// Of the weights of a panel.
inline constexpr size_t kPanelRunBytes = kRunBytes * kPanel;

struct DenseJob {
  const uint8_t* weights;  // of the first panel
  size_t panel_bytes;      // between panels
  const int32_t* bias;
  int runs;
  const uint8_t* a;
  size_t a_pitch;  // in bytes
  int32_t* out;
  size_t out_pitch;  // in elements

  int32_t* Output(int row) const { return out + static_cast<size_t>(row) * out_pitch; }
};

using DenseTile = void (*)(const DenseJob&);

// Layer: PackedLayer or PackedBytes; Number: of its inputs.
template <class Tiles, class Layer, class Number>
DenseJob MakeDenseJob(const Layer& layer, int columns, const Number* a, size_t a_pitch,
                      int32_t* out, size_t out_pitch) {
  static_assert(sizeof(*layer.weights) == sizeof(Number));
  return {reinterpret_cast<const uint8_t*>(layer.weights),
          static_cast<size_t>(layer.columns) * sizeof(Number) * kPanel,
          layer.bias,
          columns / static_cast<int>(kRunBytes / sizeof(Number)),
          reinterpret_cast<const uint8_t*>(a),
          a_pitch * sizeof(Number),
          out,
          out_pitch};
}

// All rows at one place of the outputs, in tiles of about equal height, so that none is short.
template <class Tiles, int kWidth>
void DenseRows(DenseJob job, size_t num_rows) {
  constexpr size_t kMaxRows = Tiles::kMaxRows;
  for (size_t tiles = (num_rows + kMaxRows - 1) / kMaxRows; tiles > 0; --tiles) {
    const size_t rows = num_rows / tiles;
    Tiles::template kTable<kWidth>[rows - 1](job);
    job.a += rows * job.a_pitch;
    job.out += rows * job.out_pitch;
    num_rows -= rows;
  }
}

// Goes on to further outputs.
template <class Tiles>
void SkipPanels(int panels, DenseJob* job) {
  job->weights += static_cast<size_t>(panels) * job->panel_bytes;
  job->bias += panels * kPanel;
  job->out += panels * kPanel;
}

// All outputs, a panel or half of one at a time: widths 2 and 1.
template <class Tiles>
void DensePanels(DenseJob job, int num_outputs, size_t num_rows) {
  for (int left = num_outputs; left > 0; left -= kPanel) {
    if (left > kPanel / 2) {
      DenseRows<Tiles, 2>(job, num_rows);
    } else {
      DenseRows<Tiles, 1>(job, num_rows);
    }
    SkipPanels<Tiles>(1, &job);
  }
}

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_KERNELS_DENSE_JOB_H_
