// Codes one slice in the fast preset: a band of block rows of all components, with its own range
// coder and adaptation.
//
// Order: component sets; in a set, blocks row by row; at a block, the set's components, each whole:
// first whether it repeats an earlier block. Format: docs/format_coeff.md §4.
#ifndef JACKDAW_CODEC_COEFF_FAST_FAST_SLICE_CODER_H_
#define JACKDAW_CODEC_COEFF_FAST_FAST_SLICE_CODER_H_

#include <array>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

#include "base/work_meter.h"
#include "base/work_monitor.h"
#include "codec/coeff/block_work.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/fast/block_coder.h"
#include "codec/coeff/fast/dc_coder.h"
#include "codec/coeff/fast/fast_guide.h"
#include "codec/coeff/fast/fast_lane.h"
#include "codec/coeff/levels_in_place.h"
#include "codec/coeff/slice_layout.h"
#include "codec/coeff/start_states.h"

namespace jackdaw::coeff {

template <class Coder>
class FastSliceCoder {
 public:
  static constexpr bool kDecodes = Coder::kDecodes;
  using Planes = std::conditional_t<kDecodes, std::vector<jpeg::CoeffPlane>,
                                    const std::vector<jpeg::CoeffPlane>>;

  // start: see StateInUse. A decoder's planes are zero where the slice lies. work, monitor: may be
  // null.
  FastSliceCoder(Coder& coder, const jpeg::Frame& frame, const SliceLayout& layout,
                 const StartStates<AdaptiveStates>& start, Planes& planes,
                 WorkMeter* work = nullptr, WorkMonitor* monitor = nullptr)
      : coder_(coder),
        frame_(frame),
        layout_(layout),
        start_(start),
        planes_(planes),
        work_(work),
        monitor_(monitor) {}

  // At least what a slice of this size takes beside planes and streams.
  static uint64_t StateBytes(uint32_t num_rows, uint32_t width, size_t num_lanes) {
    return num_lanes * (FastLane<kDecodes>::StateBytes(num_rows, width) + sizeof(AdaptiveState));
  }

  // False when a decoder ran out of input, all work was done that may be, or the call is cancelled.
  bool Run() {
    for (const ComponentSet& set : MakeComponentSets(frame_)) {
      const bool complete = set.first == 0   ? RunSet<false, 1>(set.first)
                            : set.count == 1 ? RunSet<true, 1>(set.first)
                                             : RunSet<true, 2>(set.first);
      if (!complete) return false;
    }
    return true;
  }

 private:
  using Lane = FastLane<kDecodes>;
  using Block = FastBlock<kDecodes>;

  template <bool kChroma, size_t kLanes>
  bool RunSet(size_t first) {
    const uint32_t num_rows = layout_.NumRows({first, kLanes});
    const uint32_t width = planes_[first].width_blocks;
    if (num_rows == 0) return true;
    std::vector<Lane> lanes;
    std::vector<FastGuide> guides;
    lanes.reserve(kLanes);
    guides.reserve(kLanes);
    for (size_t i = first; i < first + kLanes; ++i) {
      const uint32_t begin = layout_.rows[i].begin;
      lanes.emplace_back(planes_[i], RowRange{begin, begin + num_rows},
                         MakeComponentTables(frame_.components[i], layout_.shifts[i]),
                         layout_.shifts[i]);
      if constexpr (kChroma) guides.emplace_back(frame_.components[0], frame_.components[i]);
    }
    std::array<std::unique_ptr<AdaptiveState>, kLanes> own;
    constexpr size_t kClass = kChroma ? kFirstChroma : kLumaLike;
    BlockCoder<Coder, kChroma, false> coder(coder_, StateInUse(coder_, start_, kClass, &own[0]),
                                            lanes[0].tables(), kExpectationWeights[kClass]);
    std::optional<BlockCoder<Coder, true, true>> second;
    if constexpr (kLanes == 2) {
      second.emplace(coder_, StateInUse(coder_, start_, kSecondChroma, &own[1]), lanes[1].tables(),
                     kExpectationWeights[kSecondChroma]);
    }
    const bool one_guide = kLanes == 2 && guides.size() == 2 && guides[0] == guides[1];
    std::array<GuideSizes, kLanes> sizes;
    for (uint32_t row = 0; row < num_rows; ++row) {
      for (Lane& lane : lanes) lane.BeginRow();
      uint64_t units = 0;
      for (uint32_t col = 0; col < width; ++col) {
        if constexpr (kChroma) {
          guides[0].Fill(planes_[0], layout_.rows[first].begin + row, col, sizes.data());
        }
        Block b = lanes[0].StartBlock(row, col);
        units += CodeBlock(lanes[0], coder, sizes[0], row, col, b);
        if constexpr (kLanes == 2) {
          if (!one_guide) {
            guides[1].Fill(planes_[0], layout_.rows[first + 1].begin + row, col, &sizes[1]);
          }
          Block other = lanes[1].StartBlock(row, col);
          other.other = b.info;
          other.other_level = b.level;
          units += CodeBlock(lanes[1], *second, sizes[one_guide ? 0 : 1], row, col, other);
        }
        if constexpr (kDecodes) {
          if (coder_.Exhausted()) return false;
        }
      }
      for (Lane& lane : lanes) lane.EndRow();
      if (!Advance(monitor_, uint64_t{width} * kLanes)) return false;
      if (work_ != nullptr && !work_->Add(units)) return false;
    }
    for (Lane& lane : lanes) lane.Unshift();
    return true;
  }

  // Returns its work.
  template <class LaneCoder>
  uint64_t CodeBlock(Lane& lane, LaneCoder& coder, const GuideSizes& guide, uint32_t row,
                     uint32_t col, Block& b) {
    if (const int16_t* candidate = lane.FindMatch(b); candidate != nullptr) {
      CodeRepeat(coder_, lane.matcher(), candidate, b);
    }
    coder.Code(b, guide);
    lane.FinishBlock(b, row, col);
    return b.copied ? kWorkOfContexts.copied + b.info->count
                    : kWorkOfContexts.coded + b.info->count * kWorkOfContexts.nonzero;
  }

  Coder& coder_;
  const jpeg::Frame& frame_;
  const SliceLayout& layout_;
  const StartStates<AdaptiveStates>& start_;
  Planes& planes_;
  WorkMeter* work_;
  WorkMonitor* monitor_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FAST_FAST_SLICE_CODER_H_
