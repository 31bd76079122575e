// The linear layer of both priors: means of coefficients from the neighbours' values and those of
// the block that are coded, modulo 2^32 (docs/format_prior.md §3, linear).
//
// DC counts relative to a reference, the DC of W or, without it, of N: so the weights of the
// neighbours' DC need not add up to one.
#ifndef JACKDAW_MODELS_PRIOR_MEAN_LAYER_H_
#define JACKDAW_MODELS_PRIOR_MEAN_LAYER_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "models/infer/kernels.h"
#include "models/infer/layers.h"
#include "models/prior/finished_blocks.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {

class MeanLayer {
 public:
  MeanLayer() = default;
  // [N][5 N]: of W, NW, N, NE, the block itself.
  MeanLayer(const infer::LayerData& data, int num_slots);

  int shift() const { return shift_; }

  // Sets the means of the first `count` slots of a lane, a multiple of 16, to what the neighbours
  // tell. lanes: that have values. means: of all slots.
  template <class Activation>
  void Start(const infer::Kernels& kernels, const Neighbourhood<Activation>& neighbours,
             size_t lanes, size_t lane, size_t count, int32_t* means) const {
    std::fill_n(means + 64 * lane, count, 0);
    const FinishedBlock<Activation>& reference = Reference(neighbours);
    if (reference.dc == nullptr) return;
    for (size_t tap = 0; tap < kNumNeighbours; ++tap) {
      const FinishedBlock<Activation>& neighbour = neighbours[tap];
      if (neighbour.dc == nullptr) continue;
      taps_[tap].Add(kernels, neighbour.Levels(), 64 * lane, count, means);
      if (neighbour.dc == reference.dc) continue;
      AddDcs(kernels, tap, neighbour.dc, reference.dc, lanes, lane, count, means);
    }
    int32_t& dc = means[64 * lane];
    dc = static_cast<int32_t>(static_cast<uint32_t>(dc) +
                              (static_cast<uint32_t>(int32_t{reference.dc[lane]}) << shift_));
  }

  // What levels of one step, but DC, mean for the slots of later steps: in each lane those of lower
  // groups, and of the same group in a later lane. Weights of other slots are zero. means: of all
  // slots.
  void AddOwn(const infer::Kernels& kernels, std::span<const infer::SparseInput> levels,
              size_t lanes, int32_t* means) const {
    const size_t slot = levels[0].slot, lane = slot / 64, group = kPriorGroup[slot % 64];
    if (group == 0) return;
    for (size_t other = 0; other < lanes; ++other) {
      const size_t end = kPriorGroupBegin[group + (other > lane ? 1 : 0)];
      if (end == 0) continue;
      taps_[kOwn].Add(kernels, levels, 64 * other, infer::RoundUpToPanel(end), means);
    }
  }

  // What DC of a lane sees of the DCs of the lanes before it: like a neighbour's, their difference
  // to the reference. dcs: of the block.
  template <class Activation>
  void AddOwnDc(const Neighbourhood<Activation>& neighbours, const int16_t* dcs, size_t lane,
                int32_t* mean) const {
    const FinishedBlock<Activation>& reference = Reference(neighbours);
    for (size_t other = 0; other < lane; ++other) {
      const int32_t difference =
          dcs[other] - (reference.dc != nullptr ? reference.dc[other] : int16_t{0});
      const int32_t weight = taps_[kOwn].Weight(64 * other, 64 * lane);
      *mean =
          static_cast<int32_t>(static_cast<uint32_t>(*mean) +
                               static_cast<uint32_t>(weight) * static_cast<uint32_t>(difference));
    }
  }

 private:
  static constexpr size_t kOwn = kNumNeighbours;

  // Where there is a neighbour, there is a reference.
  template <class Activation>
  static const FinishedBlock<Activation>& Reference(const Neighbourhood<Activation>& neighbours) {
    return neighbours[0].dc != nullptr ? neighbours[0] : neighbours[2];
  }

  void AddDcs(const infer::Kernels& kernels, size_t tap, const int16_t* dcs,
              const int16_t* reference, size_t lanes, size_t lane, size_t count,
              int32_t* means) const;

  std::array<infer::SparseValues, kNumNeighbours + 1> taps_;
  int shift_ = 0;
};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_MEAN_LAYER_H_
