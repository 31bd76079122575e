// The blocks of a grid by what they see in the order of models/prior/lattice.h, as indices for
// tensors.
#ifndef JACKDAW_APPS_TRAIN_LATTICE_BLOCKS_H_
#define JACKDAW_APPS_TRAIN_LATTICE_BLOCKS_H_

#include <torch/torch.h>

#include <array>

#include "models/prior/lattice.h"

namespace jackdaw::train {

class LatticeBlocks {
 public:
  LatticeBlocks(int64_t height, int64_t width, const torch::Device& device);

  // Blocks that see the same. Indices are int64, of blocks in raster order; of a neighbour outside
  // the grid: height * width.
  struct Part {
    prior::Surroundings sees = prior::Surroundings::kNothing;
    torch::Tensor blocks;                                          // [n]
    std::array<torch::Tensor, prior::kNumLatticeTaps> neighbours;  // [n] each, of what is seen
    int64_t size() const { return blocks.size(0); }
  };
  const std::array<Part, 4>& parts() const { return parts_; }

  // Of every block: [H W] int64.
  const torch::Tensor& pass() const { return pass_; }

  // From [B, H W, ..] with the blocks of part after part to raster order.
  torch::Tensor ToRaster(const torch::Tensor& by_part) const {
    return by_part.index_select(1, raster_);
  }

  // Sums w x of a layer over neighbours and, if other is defined, what else there is: [B, H W,
  // rows]. x: [B, H W, C]; other: [B, H W, D]; w: [rows][6 C + D + 2 C]. product(x, w): of
  // matrices.
  template <class Product>
  torch::Tensor Sums(const torch::Tensor& x, const torch::Tensor& other, const torch::Tensor& w,
                     Product product) const;

  // x with a block of zeros behind the last, which indices outside the grid mean. x: [B, H W, C].
  static torch::Tensor Padded(const torch::Tensor& x) {
    return torch::cat({x, torch::zeros({x.size(0), 1, x.size(2)}, x.options())}, 1);
  }

 private:
  std::array<Part, 4> parts_;
  torch::Tensor pass_, raster_;
};

template <class Product>
torch::Tensor LatticeBlocks::Sums(const torch::Tensor& x, const torch::Tensor& other,
                                  const torch::Tensor& w, Product product) const {
  const torch::Tensor padded = Padded(x);
  const int64_t rows_end = x.size(2) * int64_t{prior::kNumRowTaps};
  const int64_t sides_begin = rows_end + (other.defined() ? other.size(2) : 0);
  std::vector<torch::Tensor> sums;
  for (const Part& part : parts_) {
    const prior::TapRange taps = prior::SeenTaps(part.sees);
    std::vector<torch::Tensor> inputs;
    const auto add = [&](size_t begin, size_t end) {
      for (size_t tap = begin; tap < end; ++tap) {
        inputs.push_back(padded.index_select(1, part.neighbours[tap]));
      }
    };
    const bool sees_rows = taps.begin == 0;
    const bool sees_sides = taps.end == prior::kNumLatticeTaps;
    if (sees_rows) add(0, prior::kNumRowTaps);
    if (other.defined()) inputs.push_back(other.index_select(1, part.blocks));
    if (sees_sides) add(prior::kNumRowTaps, prior::kNumLatticeTaps);
    if (inputs.empty()) {
      sums.push_back(torch::zeros({x.size(0), part.size(), w.size(0)}, x.options()));
    } else {
      sums.push_back(
          product(torch::cat(inputs, -1),
                  w.slice(1, sees_rows ? 0 : rows_end, sees_sides ? w.size(1) : sides_begin)));
    }
  }
  return ToRaster(torch::cat(sums, 1));
}

// As LinearMean (net_parts.h), with neighbours on all sides. u: [B, H, W, N]; w: [N][11 N], masked.
torch::Tensor LatticeMean(const LatticeBlocks& blocks, const torch::Tensor& u,
                          const torch::Tensor& w, int lanes);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_LATTICE_BLOCKS_H_
