// Codes one slice beside a learned prior: a band of block rows of all components, with its own
// range coder and adaptation.
//
// Order: component sets; in a set, waves; in a wave, first which blocks repeat earlier ones, then
// groups from high to low frequency; in a group, what the method says. Block (row, col) is in wave
// col + 2 * row, so that W, NW, N and NE are all of earlier waves. Format: docs/format_coeff.md §4,
// §8.
//
// A method (prior/contexts_and_prior.h) has
//   States                          what adapts, one State per component class;
//   kWork                           what a block costs (block_work.h);
//   StateBytes(rows, width, lanes)  at least what a Set takes beside its lanes;
//   Set<Coder, kChroma, kLanes>     codes the blocks of a component set:
//     Set(coder, lanes, states)     states: one per lane;
//     Begin(place, kernels)         once, before the first wave;
//     Wave(rows)                    the wave's blocks have started; those that repeat earlier ones
//                                   are marked `copied` and have their levels;
//     Group(group, rows)            for each group from 14 down to 0;
//     End(rows)                     the wave's blocks are finished.
#ifndef JACKDAW_CODEC_COEFF_SLICES_SLICE_CODER_H_
#define JACKDAW_CODEC_COEFF_SLICES_SLICE_CODER_H_

#include <algorithm>
#include <array>
#include <memory>
#include <type_traits>
#include <vector>

#include "base/nonzero_mask.h"
#include "base/work_meter.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/lane.h"
#include "codec/coeff/prior/choose_ops.h"
#include "codec/coeff/slice_layout.h"
#include "codec/coeff/slices/tools.h"
#include "codec/coeff/start_states.h"
#include "codec/jpeg/block_bits.h"
#include "entropy/bit_ops.h"

namespace jackdaw::coeff {

template <class Coder, class Method>
class SliceCoder {
 public:
  using States = typename Method::States;
  // Encoding reads the planes, decoding and choosing write them.
  static constexpr bool kWrites = Coder::kDecodes || kChoosesLevels<Coder>;
  using Planes = std::conditional_t<kWrites, std::vector<jpeg::CoeffPlane>,
                                    const std::vector<jpeg::CoeffPlane>>;

  // start: see StateInUse. work: may be null.
  SliceCoder(Coder& coder, const jpeg::Frame& frame, const SliceLayout& layout,
             const StartStates<States>& start, Planes& planes, WorkMeter* work = nullptr)
      : coder_(coder),
        frame_(frame),
        layout_(layout),
        start_(start),
        planes_(planes),
        work_(work) {}

  // Kernels and monitor to run with; without this call, the fastest and none.
  SliceCoder& With(const Tools& tools) {
    if (tools.kernels != nullptr) kernels_ = tools.kernels;
    monitor_ = tools.monitor;
    return *this;
  }

  // At least what a slice of this size takes beside planes and streams.
  static uint64_t StateBytes(uint32_t num_rows, uint32_t width, size_t num_lanes) {
    return num_lanes * (Lane::StateBytes(num_rows, width) + sizeof(State)) +
           Method::StateBytes(num_rows, width, num_lanes);
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
  using State = typename States::value_type;

  template <bool kChroma, size_t kLanes>
  bool RunSet(size_t first) {
    std::array<Lane, kLanes> lanes;
    std::array<std::unique_ptr<State>, kLanes> own_states;
    std::array<State*, kLanes> states;
    for (size_t i = 0; i < kLanes; ++i) {
      PlaceLane<kChroma>(first + i, &lanes[i]);
      constexpr size_t kClass = kChroma ? kFirstChroma : kLumaLike;
      states[i] = &StateInUse(coder_, start_, kClass + i, &own_states[i]);
    }
    const uint32_t num_rows = layout_.NumRows({first, kLanes}), width = planes_[first].width_blocks;
    if (num_rows == 0) return true;
    for (Lane& lane : lanes) {
      lane.rows.end = lane.rows.begin + num_rows;
      lane.Allocate(num_rows);
    }
    typename Method::template Set<Coder, kChroma, kLanes> set(coder_, lanes, states);
    set.Begin({frame_, layout_, planes_[0], first, num_rows, width}, *kernels_);
    const uint32_t num_waves = width + 2 * (num_rows - 1);
    for (uint32_t wave = 0; wave < num_waves; ++wave) {
      // Rows whose column wave - 2 * row lies in 0..width - 1.
      const WaveRows rows = {wave, wave < width ? 0 : (wave - width) / 2 + 1,
                             std::min(num_rows, wave / 2 + 1)};
      BeginBlocks<kChroma>(lanes, rows);
      set.Wave(rows);
      for (int group = kNumGroups - 1; group >= 0; --group) set.Group(group, rows);
      const uint64_t units = EndBlocks(lanes, rows);
      set.End(rows);
      if (!Advance(monitor_, uint64_t{rows.end - rows.begin} * kLanes)) return false;
      if constexpr (Coder::kDecodes) {
        if (coder_.Exhausted()) return false;
      }
      if (!Spend(units)) return false;
    }
    return true;
  }

  // Counts work; false when there was too much. Coders that choose levels only count.
  bool Spend(uint64_t units) {
    return work_ == nullptr || work_->Add(units) || kChoosesLevels<Coder>;
  }

  template <bool kChroma>
  void PlaceLane(size_t index, Lane* lane) {
    const jpeg::FrameComponent& component = frame_.components[index];
    lane->component = index;
    lane->plane = &planes_[index];
    lane->rows = layout_.rows[index];
    lane->shifts = layout_.shifts[index];
    lane->has_shifts = lane->shifts != FrequencyShifts{};
    lane->tables = MakeComponentTables(component, lane->shifts);
    if (kChroma) lane->guide = LumaGuide(frame_.components[0], component);
  }

  template <bool kChroma, size_t kLanes>
  void BeginBlocks(std::array<Lane, kLanes>& lanes, const WaveRows& rows) {
    for (uint32_t row = rows.begin; row < rows.end; ++row) {
      for (Lane& lane : lanes) BeginBlock(lane, row, rows.Column(row));
      if constexpr (kChroma) FillGuides(lanes, row, rows.Column(row));
      if constexpr (kLanes == 2) {
        lanes[1].Block(row).other = lanes[0].Block(row).self;
        lanes[1].Block(row).other_magnitude = lanes[0].Block(row).magnitude.data() + kPadBefore;
      }
      for (Lane& lane : lanes) lane.Block(row).copied = CodeMatch(lane, row);
    }
  }

  void BeginBlock(Lane& lane, uint32_t row, uint32_t col) {
    lane.StartBlock(row, col);
    BlockState& block = lane.Block(row);
    if constexpr (Coder::kDecodes) {
      block.self->level.fill(0);
    } else {
      lane.LoadLevels(row, col, &block.self->level);
      block.nonzero = NonzeroMask(block.self->level.data());
    }
  }

  template <size_t kLanes>
  void FillGuides(std::array<Lane, kLanes>& lanes, uint32_t row, uint32_t col) {
    for (Lane& lane : lanes) {
      BlockState& block = lane.Block(row);
      if (&lane != lanes.data() && lane.guide == lanes[0].guide) {
        const BlockState& first = lanes[0].Block(row);
        block.guide = first.guide;
        block.guide_group = first.guide_group;
        block.luma_level = first.luma_level;
      } else {
        lane.guide.Fill(planes_[0], lane.rows.begin + row, col, &block);
      }
    }
  }

  // Whether the block repeats the one that last had the same W and N; if so its levels are set.
  bool CodeMatch(Lane& lane, uint32_t row) {
    const BlockState& block = lane.Block(row);
    uint32_t index;
    if (!lane.matcher.Find(block.west->hash, block.north->hash, &index)) return false;
    std::array<int16_t, 64> candidate;
    const uint32_t width = lane.plane->width_blocks;
    lane.LoadLevels(index / width, index % width, &candidate);
    const bool same =
        entropy::CodeTwoRate(coder_, lane.matcher.Model(), block.self->level == candidate) != 0;
    lane.matcher.Update(same);
    if (same) block.self->level = candidate;
    return same;
  }

  // Returns the work of the wave.
  template <size_t kLanes>
  uint64_t EndBlocks(std::array<Lane, kLanes>& lanes, const WaveRows& rows) {
    uint64_t units = 0;
    for (uint32_t row = rows.begin; row < rows.end; ++row) {
      for (Lane& lane : lanes) {
        lane.FinishBlock(row, rows.Column(row));
        const BlockState& block = lane.Block(row);
        units += block.copied ? Method::kWork.copied + block.num_nonzero
                              : Method::kWork.coded + block.num_nonzero * Method::kWork.nonzero;
        if constexpr (kWrites) {
          lane.StoreLevels(row, rows.Column(row), lane.Block(row).self->level,
                           &planes_[lane.component]);
        }
      }
    }
    return units;
  }

  Coder& coder_;
  const jpeg::Frame& frame_;
  const SliceLayout& layout_;
  const StartStates<States>& start_;
  Planes& planes_;
  WorkMeter* work_;
  const infer::Kernels* kernels_ = &infer::DefaultKernels();
  WorkMonitor* monitor_ = nullptr;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_SLICE_CODER_H_
