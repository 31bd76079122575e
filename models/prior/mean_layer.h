// The linear layer of the priors: means of coefficients from the neighbours' values and those of
// the block that are coded, modulo 2^32 (docs/format_prior.md §3, linear).
//
// DC counts relative to a reference, the DC of one of the neighbours: so the weights of their DC
// need not add up to one.
#ifndef JACKDAW_MODELS_PRIOR_MEAN_LAYER_H_
#define JACKDAW_MODELS_PRIOR_MEAN_LAYER_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/infer/kernels.h"
#include "models/infer/layers.h"
#include "models/prior/finished_blocks.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {

// A neighbour, and the part of the layer's columns that is for it.
struct MeanSource {
  std::span<const infer::SparseInput> levels;  // DC with a value of 0
  const int16_t* dc = nullptr;                 // [lanes], dequantized
  size_t part = 0;
};

// The neighbours that a block has, and whose DC is the reference; no neighbour: null.
struct MeanSources {
  std::array<MeanSource, kNumNeighbours> sources;
  size_t count = 0;
  const int16_t* reference = nullptr;
};

// W, NW, N, NE are the parts 0 .. 3, the block itself kOwnCausalPart. The reference is W or,
// without it, N.
inline constexpr size_t kOwnCausalPart = kNumNeighbours;
template <class Activation>
MeanSources CausalMeans(const Neighbourhood<Activation>& neighbours) {
  MeanSources means;
  means.reference = neighbours[0].dc != nullptr ? neighbours[0].dc : neighbours[2].dc;
  for (size_t part = 0; part < kNumNeighbours; ++part) {
    const FinishedBlock<Activation>& neighbour = neighbours[part];
    if (neighbour.dc == nullptr) continue;
    means.sources[means.count++] = {neighbour.Levels(), neighbour.dc, part};
  }
  return means;
}

class MeanLayer {
 public:
  MeanLayer() = default;
  // [N][parts N].
  MeanLayer(const infer::LayerData& data, int num_slots);

  int shift() const { return shift_; }

  // Sets the means of the first `count` slots of a lane, a multiple of 16, to what the neighbours
  // tell. lanes: that have values. means: of all slots.
  void Start(const infer::Kernels& kernels, const MeanSources& neighbours, size_t lanes,
             size_t lane, size_t count, int32_t* means) const {
    std::fill_n(means + 64 * lane, count, 0);
    const int16_t* const reference = neighbours.reference;
    if (reference == nullptr) return;
    for (size_t i = 0; i < neighbours.count; ++i) {
      const MeanSource& source = neighbours.sources[i];
      parts_[source.part].Add(kernels, source.levels, 64 * lane, count, means);
      if (source.dc == reference) continue;
      AddDcs(kernels, source, reference, lanes, lane, count, means);
    }
    int32_t& dc = means[64 * lane];
    dc = static_cast<int32_t>(static_cast<uint32_t>(dc) +
                              (static_cast<uint32_t>(int32_t{reference[lane]}) << shift_));
  }

  // What levels of one step, but DC, mean for the slots of later steps: in each lane those of lower
  // groups, and of the same group in a later lane. Weights of other slots are zero. own: the part
  // of the block itself. means: of all slots.
  void AddOwn(const infer::Kernels& kernels, std::span<const infer::SparseInput> levels,
              size_t lanes, size_t own, int32_t* means) const {
    const size_t slot = levels[0].slot, lane = slot / 64, group = kPriorGroup[slot % 64];
    if (group == 0) return;
    for (size_t other = 0; other < lanes; ++other) {
      const size_t end = kPriorGroupBegin[group + (other > lane ? 1 : 0)];
      if (end == 0) continue;
      parts_[own].Add(kernels, levels, 64 * other, infer::RoundUpToPanel(end), means);
    }
  }

  // What DC of a lane sees of the DCs of the lanes before it: like a neighbour's, their difference
  // to the reference, which may be null. dcs: of the block.
  void AddOwnDc(const int16_t* reference, const int16_t* dcs, size_t lane, size_t own,
                int32_t* mean) const {
    for (size_t other = 0; other < lane; ++other) {
      const int32_t difference =
          dcs[other] - (reference != nullptr ? reference[other] : int16_t{0});
      const int32_t weight = parts_[own].Weight(64 * other, 64 * lane);
      *mean =
          static_cast<int32_t>(static_cast<uint32_t>(*mean) +
                               static_cast<uint32_t>(weight) * static_cast<uint32_t>(difference));
    }
  }

 private:
  void AddDcs(const infer::Kernels& kernels, const MeanSource& source, const int16_t* reference,
              size_t lanes, size_t lane, size_t count, int32_t* means) const;

  std::vector<infer::SparseValues> parts_;
  int shift_ = 0;
};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_MEAN_LAYER_H_
