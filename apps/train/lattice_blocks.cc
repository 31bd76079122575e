#include "apps/train/lattice_blocks.h"

#include <vector>

namespace jackdaw::train {

using torch::Tensor;

LatticeBlocks::LatticeBlocks(int64_t height, int64_t width, const torch::Device& device) {
  struct Lists {
    std::vector<int64_t> blocks;
    std::array<std::vector<int64_t>, prior::kNumLatticeTaps> neighbours;
  };
  std::array<Lists, 4> lists;
  std::vector<int64_t> passes;
  for (int64_t row = 0; row < height; ++row) {
    for (int64_t column = 0; column < width; ++column) {
      const int pass_index =
          prior::PassOf(static_cast<uint32_t>(row), static_cast<uint32_t>(column));
      const prior::LatticePass pass = prior::PassAt(pass_index);
      passes.push_back(pass_index);
      Lists& list = lists[static_cast<size_t>(pass.sees)];
      list.blocks.push_back(row * width + column);
      const prior::TapRange taps = prior::SeenTaps(pass.sees);
      for (size_t tap = taps.begin; tap < taps.end; ++tap) {
        size_t index;
        const bool exists = prior::FindNeighbour(
            pass, tap, static_cast<uint32_t>(row), static_cast<uint32_t>(column),
            static_cast<uint32_t>(height), static_cast<uint32_t>(width), &index);
        list.neighbours[tap].push_back(exists ? static_cast<int64_t>(index) : height * width);
      }
    }
  }
  std::vector<int64_t> raster(static_cast<size_t>(height * width));
  int64_t place = 0;
  for (size_t i = 0; i < parts_.size(); ++i) {
    parts_[i].sees = static_cast<prior::Surroundings>(i);
    parts_[i].blocks = torch::tensor(lists[i].blocks, torch::kLong).to(device);
    for (size_t tap = 0; tap < prior::kNumLatticeTaps; ++tap) {
      parts_[i].neighbours[tap] = torch::tensor(lists[i].neighbours[tap], torch::kLong).to(device);
    }
    for (const int64_t block : lists[i].blocks) raster[static_cast<size_t>(block)] = place++;
  }
  pass_ = torch::tensor(passes).to(device);
  raster_ = torch::tensor(raster).to(device);
}

Tensor LatticeMean(const LatticeBlocks& blocks, const Tensor& u, const Tensor& w, int lanes) {
  const int64_t batch = u.size(0), n = u.size(3), count = u.size(1) * u.size(2);
  const Tensor flat = u.reshape({batch, count, n}), padded = LatticeBlocks::Padded(flat);
  const auto dc = [&](const Tensor& x) { return x.slice(-1, n - lanes, n); };
  const auto with_dc = [&](const Tensor& x, const Tensor& relative) {
    return torch::cat({x.slice(-1, 0, n - lanes), relative}, -1);
  };
  std::vector<Tensor> means;
  for (const LatticeBlocks::Part& part : blocks.parts()) {
    const prior::LinearParts linear = prior::LinearPartsOf(part.sees);
    const Tensor own = flat.index_select(1, part.blocks);
    // The first, W or N, exists where it is seen.
    const Tensor reference = linear.count == 0
                                 ? torch::zeros_like(dc(own))
                                 : dc(padded.index_select(1, part.neighbours[linear.taps[0]]));
    std::vector<Tensor> inputs;
    for (size_t i = 0; i < linear.count; ++i) {
      const size_t tap = linear.taps[i];
      const Tensor x = padded.index_select(1, part.neighbours[tap]);
      const Tensor exists = (part.neighbours[tap] < count).to(u.dtype()).view({1, -1, 1});
      inputs.push_back(with_dc(x, (dc(x) - reference) * exists));
    }
    inputs.push_back(with_dc(own, dc(own) - reference));
    const auto first = static_cast<int64_t>(linear.first),
               own_part = static_cast<int64_t>(linear.own);
    const auto seen = static_cast<int64_t>(linear.count);
    const Tensor columns = torch::cat(
        {w.slice(1, first * n, (first + seen) * n), w.slice(1, own_part * n, (own_part + 1) * n)},
        1);
    const Tensor mean = torch::linear(torch::cat(inputs, -1), columns);
    means.push_back(
        torch::cat({mean.slice(-1, 0, n - lanes), mean.slice(-1, n - lanes, n) + reference}, -1));
  }
  return blocks.ToRaster(torch::cat(means, 1)).reshape({-1, n});
}

}  // namespace jackdaw::train
