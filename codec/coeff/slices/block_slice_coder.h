// Codes one slice with the second prior: a band of block rows of all components, with its own range
// coder and adaptation.
//
// Order: component sets; in a set, waves; in a wave, for its rows from the top and in each for the
// components of the set, first which blocks repeat earlier ones, then the levels of those that do
// not (block_set_coder.h). Block (row, col) is in wave col + 2 * row, so that W, NW, N and NE are
// all of earlier waves.
#ifndef JACKDAW_CODEC_COEFF_SLICES_BLOCK_SLICE_CODER_H_
#define JACKDAW_CODEC_COEFF_SLICES_BLOCK_SLICE_CODER_H_

#include <algorithm>
#include <array>
#include <optional>
#include <type_traits>
#include <vector>

#include "base/work_meter.h"
#include "codec/coeff/block_work.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/lane.h"
#include "codec/coeff/levels_in_place.h"
#include "codec/coeff/prior/block_lane.h"
#include "codec/coeff/prior/block_set_coder.h"
#include "codec/coeff/prior/block_set_prior.h"
#include "codec/coeff/prior/gated_state.h"
#include "codec/coeff/slice_layout.h"
#include "codec/coeff/slices/tools.h"
#include "models/prior/block_model.h"
#include "models/prior/block_wave.h"

namespace jackdaw::coeff {

// Model: a prior::BlockModel.
template <class Coder, class Model>
class BlockSliceCoder {
 public:
  static constexpr bool kDecodes = Coder::kDecodes;
  using Planes = std::conditional_t<kDecodes, std::vector<jpeg::CoeffPlane>,
                                    const std::vector<jpeg::CoeffPlane>>;

  // A decoder's planes are zero where the slice lies. work: may be null.
  BlockSliceCoder(Coder& coder, const jpeg::Frame& frame, const SliceLayout& layout,
                  const Model& model, Planes& planes, WorkMeter* work = nullptr)
      : coder_(coder),
        frame_(frame),
        layout_(layout),
        model_(model),
        planes_(planes),
        work_(work) {}

  // Kernels and monitor to run with; without this call, the fastest and none.
  BlockSliceCoder& With(const Tools& tools) {
    if (tools.kernels != nullptr) kernels_ = tools.kernels;
    monitor_ = tools.monitor;
    return *this;
  }

  // At least what a slice of this size takes beside planes and streams.
  static uint64_t StateBytes(uint32_t num_rows, uint32_t width, size_t num_lanes) {
    return num_lanes * (BlockLane<kDecodes>::Bytes(num_rows, width) + sizeof(GatedState)) +
           (num_lanes == 2 ? Prior<2>::Bytes(num_rows, width) : Prior<1>::Bytes(num_rows, width));
  }

  // False when a decoder ran out of input, all work was done that may be, or the call is cancelled.
  bool Run() {
    for (const ComponentSet& set : MakeComponentSets(frame_)) {
      if (!(set.count == 1 ? RunSet<1>(set.first) : RunSet<2>(set.first))) return false;
    }
    return true;
  }

 private:
  using Lane = BlockLane<kDecodes>;
  template <size_t kLanes>
  using Prior = prior::BlockWave<kLanes == 1 ? Model::kLuma : Model::kChroma>;

  template <size_t kLanes>
  struct Set {
    std::vector<Lane> lanes;
    std::optional<Prior<kLanes>> prior;
    std::optional<BlockSetCoder<Coder, Prior<kLanes>, kLanes>> coder;
  };

  template <size_t kLanes>
  bool RunSet(size_t first) {
    const uint32_t num_rows = layout_.NumRows({first, kLanes});
    const uint32_t width = planes_[first].width_blocks;
    if (num_rows == 0) return true;
    Set<kLanes> set;
    std::array<std::array<uint16_t, 64>, kLanes> quants;
    for (size_t i = 0; i < kLanes; ++i) {
      const uint32_t begin = layout_.rows[first + i].begin;
      const FrequencyShifts& shifts = layout_.shifts[first + i];
      set.lanes.emplace_back(first + i, planes_[first + i], RowRange{begin, begin + num_rows},
                             MakeComponentTables(frame_.components[first + i], shifts), shifts);
      quants[i] = set.lanes[i].quant();
    }
    MakeBlockPrior(model_.template Network<kLanes>(),
                   {frame_, layout_, planes_[0], first, num_rows, width}, quants, *kernels_,
                   &set.prior);
    set.coder.emplace(coder_, *set.prior);
    const uint32_t num_waves = width + 2 * (num_rows - 1);
    for (uint32_t wave = 0; wave < num_waves; ++wave) {
      // Rows whose column wave - 2 * row lies in 0..width - 1.
      const WaveRows rows = {wave, wave < width ? 0 : (wave - width) / 2 + 1,
                             std::min(num_rows, wave / 2 + 1)};
      if (!CodeWave(set, rows)) return false;
    }
    for (Lane& lane : set.lanes) lane.Unshift();
    return true;
  }

  template <size_t kLanes>
  bool CodeWave(Set<kLanes>& set, const WaveRows& rows) {
    for (uint32_t row = rows.begin; row < rows.end; ++row) {
      const uint32_t col = rows.Column(row);
      set.coder->StartBlock(
          set.lanes, row, [&](Lane& lane) { lane.StartBlock(row, col); },
          [&](const Lane& lane) { return lane.FindMatch(row, col); });
    }
    set.prior->BeginWave(rows.wave, rows.begin, rows.end);
    set.coder->CodeWave(set.lanes, rows.begin, rows.end);
    uint64_t units = 0;
    for (uint32_t row = rows.begin; row < rows.end; ++row) {
      units += set.coder->FinishBlock(set.lanes, row,
                                      [&](Lane& lane) { lane.FinishBlock(row, rows.Column(row)); });
    }
    if (!Advance(monitor_, uint64_t{rows.end - rows.begin} * kLanes)) return false;
    if constexpr (kDecodes) {
      if (coder_.Exhausted()) return false;
    }
    return work_ == nullptr || work_->Add(units);
  }

  Coder& coder_;
  const jpeg::Frame& frame_;
  const SliceLayout& layout_;
  const Model& model_;
  Planes& planes_;
  WorkMeter* work_;
  const infer::Kernels* kernels_ = &infer::DefaultKernels();
  WorkMonitor* monitor_ = nullptr;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_BLOCK_SLICE_CODER_H_
