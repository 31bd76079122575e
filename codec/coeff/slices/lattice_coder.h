// Codes a whole picture with the second prior in the passes of models/prior/lattice.h.
//
// Order: component sets; in a set, passes. A slice is a band of block rows with a range coder and
// adaptation of its own, as in the other presets, but its blocks see those of earlier passes in all
// slices: a slice begins a pass when those that it sees have ended the one before
// (pass_schedule.h). A slice codes its blocks of a pass row by row, in waves of at most
// LatticeWave::kMaxBlocks.
#ifndef JACKDAW_CODEC_COEFF_SLICES_LATTICE_CODER_H_
#define JACKDAW_CODEC_COEFF_SLICES_LATTICE_CODER_H_

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/work_meter.h"
#include "codec/coeff/block_work.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/prior/block_set_coder.h"
#include "codec/coeff/prior/lattice_lane.h"
#include "codec/coeff/prior/set_prior.h"
#include "codec/coeff/slice_layout.h"
#include "codec/coeff/slices/pass_schedule.h"
#include "codec/coeff/slices/slice_threads.h"
#include "codec/coeff/slices/tools.h"
#include "models/prior/block_model.h"
#include "models/prior/lattice_wave.h"

namespace jackdaw::coeff {

// The coder of a slice, on cache lines of its own: others are written to by other threads at the
// same time.
template <class Coder>
struct alignas(128) SliceBits : Coder {
  using Coder::Coder;
};

// Model: a prior::BlockModel of lattices.
template <class Coder, class Model>
class LatticeCoder {
 public:
  static constexpr bool kDecodes = Coder::kDecodes;
  using Planes = std::conditional_t<kDecodes, std::vector<jpeg::CoeffPlane>,
                                    const std::vector<jpeg::CoeffPlane>>;

  // layouts: of the slices, from the top; coders: of each. A decoder's planes are zero. work: may
  // be null.
  LatticeCoder(std::deque<SliceBits<Coder>>& coders, const jpeg::Frame& frame,
               std::vector<SliceLayout> layouts, const Model& model, Planes& planes,
               WorkMeter* work)
      : coders_(coders),
        frame_(frame),
        layouts_(std::move(layouts)),
        model_(model),
        planes_(planes),
        work_(work) {}

  LatticeCoder& With(const Tools& tools, int num_threads) {
    if (tools.kernels != nullptr) kernels_ = tools.kernels;
    monitor_ = tools.monitor;
    num_threads_ = num_threads;
    return *this;
  }

  // At least what a set of this size takes beside planes and streams.
  static uint64_t StateBytes(uint32_t num_rows, uint32_t width, size_t num_lanes,
                             uint32_t num_slices) {
    const uint32_t blocks = std::min(kMaxBlocks, width);
    const uint64_t of_lane = LatticeLane<kDecodes>::Bytes(blocks) + sizeof(GatedState);
    const uint64_t all_of_lane =
        LatticePlane<kDecodes>::Bytes(num_rows, width) + num_slices * of_lane;
    return num_lanes * all_of_lane +
           (num_lanes == 2 ? Grid<2>::Bytes(num_rows, width) + num_slices * Wave<2>::Bytes(width)
                           : Grid<1>::Bytes(num_rows, width) + num_slices * Wave<1>::Bytes(width));
  }

  // False when a decoder ran out of input, all work was done that may be, or the call is cancelled.
  bool Run() {
    for (const ComponentSet& set : MakeComponentSets(frame_)) {
      if (!(set.count == 1 ? RunSet<1>(set.first) : RunSet<2>(set.first))) return false;
    }
    return true;
  }

 private:
  template <size_t kLanes>
  using Grid = prior::LatticeGrid<kLanes == 1 ? Model::kLuma : Model::kChroma>;
  template <size_t kLanes>
  using Wave = prior::LatticeWave<kLanes == 1 ? Model::kLuma : Model::kChroma>;
  using Lane = LatticeLane<kDecodes>;
  static constexpr uint32_t kMaxBlocks = Wave<1>::kMaxBlocks;

  // What a slice codes a set with.
  template <size_t kLanes>
  struct alignas(128) Slice {
    RowRange rows;
    std::vector<Lane> lanes;
    Wave<kLanes> wave;
    BlockSetCoder<Coder, Wave<kLanes>, kLanes> coder;

    Slice(Coder& bits, Grid<kLanes>& grid, std::deque<LatticePlane<kDecodes>>& planes,
          const RowRange& own_rows)
        : rows(own_rows), wave(grid), coder(bits, wave) {
      const uint64_t blocks = uint64_t{rows.end - rows.begin} * grid.columns();
      const uint32_t at_once = std::min(kMaxBlocks, grid.columns());
      for (LatticePlane<kDecodes>& plane : planes) lanes.emplace_back(plane, at_once, blocks);
    }
  };

  template <size_t kLanes>
  bool RunSet(size_t first) {
    // Rows of the set in each slice, one after the other.
    std::vector<RowRange> rows;
    uint32_t num_rows = 0;
    for (const SliceLayout& layout : layouts_) {
      const uint32_t begin = layout.rows[first].begin, count = layout.NumRows({first, kLanes});
      rows.push_back({begin, begin + count});
      if (count > 0) num_rows = begin + count;
    }
    if (num_rows == 0) return true;
    std::deque<LatticePlane<kDecodes>> planes;
    std::array<std::array<uint16_t, 64>, kLanes> quants;
    std::array<prior::LevelPlane, kLanes> levels;
    for (size_t i = 0; i < kLanes; ++i) {
      const FrequencyShifts& shifts = layouts_[0].shifts[first + i];
      planes.emplace_back(planes_[first + i], num_rows,
                          MakeComponentTables(frame_.components[first + i], shifts), shifts);
      quants[i] = planes[i].quant();
      levels[i] = planes[i].LevelsAt(0);
    }
    Grid<kLanes> grid(model_.template Network<kLanes>(), quants, GuideQuant(frame_), num_rows,
                      planes_[first].width_blocks, levels, *kernels_);
    prior::GuidePlane guide;
    bool has_guide = false;
    if constexpr (kLanes == 2 && Model::kChroma.guide_embed > 0) {
      has_guide = FindGuide(first, &guide);
      if (has_guide) grid.BeginGuide();
    }
    // Slices without rows have nothing to do. What others need is made before a byte is read.
    const auto num_slices = static_cast<uint32_t>(rows.size());
    std::vector<std::optional<Slice<kLanes>>> slices(num_slices);
    if (!AddWork(CountSlices(rows) * kLanes * kWorkOfLatticeSlice)) return false;
    ForEachSlice(num_slices, num_threads_, [&](uint32_t i) {
      if (rows[i].begin == rows[i].end) return;
      slices[i].emplace(coders_[i], grid, planes, rows[i]);
      if (has_guide) grid.SetGuideRows(guide, rows[i].begin, rows[i].end);
    });
    const bool good = PassSchedule(rows).Run(num_threads_, [&](size_t slice, int pass) {
      return RunPass(grid, pass, coders_[slice], *slices[slice]);
    });
    if (!good) return false;
    for (LatticePlane<kDecodes>& plane : planes) plane.Unshift();
    return true;
  }

  static uint64_t CountSlices(const std::vector<RowRange>& rows) {
    return static_cast<uint64_t>(
        std::count_if(rows.begin(), rows.end(), [](const RowRange& r) { return r.begin < r.end; }));
  }

  // Luma of the whole picture, which is there. False: it is no guide.
  bool FindGuide(size_t first, prior::GuidePlane* guide) const {
    uint32_t end = 0;
    for (const SliceLayout& layout : layouts_) {
      if (layout.rows[0].end > layout.rows[0].begin) end = layout.rows[0].end;
    }
    return MakeGuidePlane(frame_, first, {{0, end}}, planes_[0], guide);
  }

  template <size_t kLanes>
  bool RunPass(const Grid<kLanes>& grid, int index, Coder& bits, Slice<kLanes>& slice) {
    const prior::LatticePass pass = prior::PassAt(index);
    const uint32_t num_columns = pass.NumColumns(grid.columns());
    // Those of the pass above the slice come first.
    const uint32_t end = pass.NumRows(slice.rows.end);
    for (uint32_t i = pass.NumRows(slice.rows.begin); i < end; ++i) {
      const uint32_t row = pass.first_row + i * pass.step;
      for (uint32_t begin = 0; begin < num_columns; begin += kMaxBlocks) {
        const uint32_t count = std::min(kMaxBlocks, num_columns - begin);
        if (!CodeWave(slice, index, row, pass.first_column + begin * pass.step, count)) {
          return false;
        }
        if constexpr (kDecodes) {
          if (bits.Exhausted()) return false;
        }
      }
    }
    return true;
  }

  template <size_t kLanes>
  bool CodeWave(Slice<kLanes>& slice, int index, uint32_t row, uint32_t first_column,
                uint32_t count) {
    const prior::LatticePass pass = prior::PassAt(index);
    slice.wave.BeginWave(index, row, first_column, count);
    for (uint32_t place = 0; place < count; ++place) {
      const uint32_t col = first_column + place * pass.step;
      slice.coder.StartBlock(
          slice.lanes, place, [&](Lane& lane) { lane.StartBlock(place, pass, row, col); },
          [&](const Lane& lane) { return lane.FindMatch(place); });
    }
    slice.coder.CodeWave(slice.lanes, 0, count);
    uint64_t units = 0;
    for (uint32_t place = 0; place < count; ++place) {
      units +=
          slice.coder.FinishBlock(slice.lanes, place, [&](Lane& lane) { lane.FinishBlock(place); });
    }
    return Advance(monitor_, uint64_t{count} * kLanes) && AddWork(units);
  }

  bool AddWork(uint64_t units) { return work_ == nullptr || work_->Add(units); }

  std::deque<SliceBits<Coder>>& coders_;
  const jpeg::Frame& frame_;
  const std::vector<SliceLayout> layouts_;
  const Model& model_;
  Planes& planes_;
  WorkMeter* work_;
  const infer::Kernels* kernels_ = &infer::DefaultKernels();
  WorkMonitor* monitor_ = nullptr;
  int num_threads_ = 1;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_LATTICE_CODER_H_
