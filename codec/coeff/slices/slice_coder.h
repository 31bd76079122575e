// Codes one slice: a band of block rows of all components, with its own range coder and adaptation.
//
// Order: component sets; in a set, waves; in a wave, first which blocks repeat earlier ones, then
// groups from high to low frequency; in a group, the wave's blocks from the top row down; at a
// block, the set's components. With a learned prior it is group, component, block, since the prior
// evaluates a component's group for the whole wave at once. Block (row, col) is in wave col + 2 *
// row, so that W, NW, N and NE are all of earlier waves. Format: docs/format_coeff.md §4, §8.
#ifndef JACKDAW_CODEC_COEFF_SLICES_SLICE_CODER_H_
#define JACKDAW_CODEC_COEFF_SLICES_SLICE_CODER_H_

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

#include "codec/coeff/block_match.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/fast/block_coder.h"
#include "codec/coeff/fast/dc_coder.h"
#include "codec/coeff/prior/choose_ops.h"
#include "codec/coeff/prior/prior_block_coder.h"
#include "codec/coeff/prior/prior_state.h"
#include "codec/coeff/prior/set_latents.h"
#include "codec/coeff/prior/set_prior.h"
#include "codec/coeff/slices/state_file.h"
#include "codec/coeff/slices/tools.h"
#include "codec/coeff/slices/trained_start.h"

namespace jackdaw::coeff {

struct SliceLayout {
  std::vector<RowRange> rows;           // per component
  std::vector<FrequencyShifts> shifts;  // per component
};

// What a preset codes with: contexts alone, contexts and a learned prior, or the same with a prior
// whose networks see latents and no neighbours.
struct ContextsAlone {
  static constexpr bool kHasPrior = false;
  using State = AdaptiveState;
  static const AdaptiveStates& Start() { return TrainedStart<AdaptiveStates>(); }
  template <class Coder, bool kChroma>
  using Blocks = BlockCoder<Coder, kChroma>;
};
struct ContextsAndPrior {
  static constexpr bool kHasPrior = true;
  using State = PriorAdaptiveState;
  template <class Coder, bool kChroma>
  using Blocks = PriorBlockCoder<Coder, kChroma>;
  static const prior::PriorModel& Model() { return prior::ShippedPrior(); }
  static const PriorAdaptiveStates& Start() { return TrainedStart<PriorAdaptiveStates>(); }
};
// Its start is untrained: what the trained one expects is for a prior that saw the neighbours.
struct ContextsAndLatents : ContextsAndPrior {
  static const PriorAdaptiveStates& Start() {
    static const auto start = UntrainedStart<PriorAdaptiveStates>();
    return *start;
  }
  static const prior::PriorModel& Model() { return prior::ShippedParallelPrior(); }
};

template <class Coder, class Method>
class SliceCoder {
 public:
  using State = typename Method::State;
  using States = std::array<State, kNumComponentClasses>;
  // Encoding reads the planes, decoding and choosing write them.
  static constexpr bool kWrites = Coder::kDecodes || kChoosesLevels<Coder>;
  using Planes = std::conditional_t<kWrites, std::vector<jpeg::CoeffPlane>,
                                    const std::vector<jpeg::CoeffPlane>>;

  // Every set starts from its class's entry in `start`; when training, `learned` is used in place
  // instead, and keeps what was learned.
  SliceCoder(Coder& coder, const jpeg::Frame& frame, const SliceLayout& layout, const States& start,
             Planes& planes, States* learned = nullptr)
      : coder_(coder),
        frame_(frame),
        layout_(layout),
        start_(start),
        planes_(planes),
        learned_(learned) {}

  // Kernels and monitor to run with; without this call, the fastest and none.
  SliceCoder& With(const Tools& tools) {
    if (tools.kernels != nullptr) kernels_ = tools.kernels;
    monitor_ = tools.monitor;
    return *this;
  }

  // False when a decoder ran out of input, or the call is cancelled.
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
  // Ring of the last four blocks of a row, per component: the wave that codes (row, col) needs
  // (row - 1, col - 1 .. col + 1) while (row - 1, col + 2) is being coded.
  using RowRing = std::array<BlockInfo, 4>;

  struct Lane {  // one component of a set
    size_t component = 0;
    RowRange rows;
    ComponentTables tables;
    bool has_shifts = false;
    LumaGuide guide;
    // Only rows near the wave are alive: a power of two of them, at least width / 2 + 2, so that a
    // row that starts never meets one that the row below it still needs. By row modulo their
    // number.
    std::vector<RowRing> rings;
    std::vector<BlockState> blocks;  // of the current wave, by row
    BlockMatcher matcher{0};
    std::optional<LevelChooser> chooser;
    std::unique_ptr<State> own_state;
    State* state = nullptr;

    RowRing& Ring(uint32_t row) { return rings[row & (rings.size() - 1)]; }
    BlockState& Block(uint32_t row) { return blocks[row & (blocks.size() - 1)]; }
  };

  template <bool kChroma, int kLanes>
  bool RunSet(size_t first) {
    std::array<Lane, kLanes> lanes;
    uint32_t num_rows = 0;
    for (size_t i = 0; i < kLanes; ++i) {
      Lane& lane = lanes[i];
      lane.component = first + i;
      UseState(!kChroma ? kLumaLike : i == 0 ? kFirstChroma : kSecondChroma, &lane);
      lane.rows = layout_.rows[lane.component];
      const jpeg::FrameComponent& component = frame_.components[lane.component];
      lane.tables = MakeComponentTables(component, layout_.shifts[lane.component]);
      lane.has_shifts = layout_.shifts[lane.component] != FrequencyShifts{};
      if constexpr (kChoosesLevels<Coder>) {
        lane.chooser.emplace(coder_.Choice(lane.component), layout_.shifts[lane.component]);
      }
      if (kChroma) lane.guide = LumaGuide(frame_.components[0], component);
      num_rows = std::max(num_rows, lane.rows.end - lane.rows.begin);
    }
    // Both components of a pair code the rows of the taller one.
    for (Lane& lane : lanes) {
      lane.rows.end = lane.rows.begin + num_rows;
      const uint32_t alive = std::min(num_rows, planes_[first].width_blocks / 2 + 2);
      lane.rings.resize(std::bit_ceil(std::max(alive, 1u)));
      lane.blocks.resize(lane.rings.size());
      lane.matcher = BlockMatcher(uint64_t{num_rows} * planes_[first].width_blocks);
    }
    if (num_rows == 0) return true;
    const uint32_t width = planes_[first].width_blocks;
    std::optional<prior::WavePrior> prior;
    if constexpr (Method::kHasPrior) {
      std::array<std::array<uint16_t, 64>, kLanes> quants;
      for (size_t i = 0; i < kLanes; ++i) quants[i] = lanes[i].tables.quant;
      const prior::PriorNetwork& network =
          MakeSetPrior(Method::Model(), frame_, first, quants, num_rows, width, layout_.rows,
                       planes_[0], *kernels_, &prior);
      if (network.shape().latents > 0) {
        const auto read = [&](uint32_t row, uint32_t col, int lane,
                              std::array<int16_t, 64>* levels) {
          LoadLevels(lanes[static_cast<size_t>(lane)], row, col, levels);
        };
        CodeSetLatents(coder_, network, quants, num_rows, width, read, *kernels_, *prior);
      }
    }
    const uint32_t num_waves = width + 2 * (num_rows - 1);
    for (uint32_t wave = 0; wave < num_waves; ++wave) {
      // Rows whose column wave - 2 * row lies in 0..width - 1.
      const uint32_t row_begin = wave < width ? 0 : (wave - width) / 2 + 1;
      const uint32_t row_end = std::min(num_rows, wave / 2 + 1);
      if constexpr (Method::kHasPrior) prior->BeginWave(wave, row_begin, row_end);
      RunWave<kChroma>(lanes, wave, row_begin, row_end, width, prior);
      if constexpr (Method::kHasPrior) prior->EndWave();
      if (!Advance(monitor_, uint64_t{row_end - row_begin} * kLanes)) return false;
      if constexpr (Coder::kDecodes) {
        if (coder_.Exhausted()) return false;
      }
    }
    return true;
  }

  template <bool kChroma, size_t kLanes>
  void RunWave(std::array<Lane, kLanes>& lanes, uint32_t wave, uint32_t row_begin, uint32_t row_end,
               uint32_t width, std::optional<prior::WavePrior>& prior) {
    std::vector<typename Method::template Blocks<Coder, kChroma>> coders;
    for (size_t i = 0; i < kLanes; ++i) {
      if constexpr (Method::kHasPrior) {
        coders.emplace_back(coder_, *lanes[i].state, *prior, static_cast<int>(i),
                            lanes[i].chooser ? &*lanes[i].chooser : nullptr);
      } else {
        coders.emplace_back(coder_, *lanes[i].state, lanes[i].tables);
      }
    }
    for (uint32_t row = row_begin; row < row_end; ++row) {
      for (Lane& lane : lanes) Begin(lane, row, wave - 2 * row, width);
      if constexpr (kChroma) FillGuides(lanes, row, wave - 2 * row);
      if constexpr (kLanes == 2) {
        lanes[1].Block(row).other = lanes[0].Block(row).self;
        lanes[1].Block(row).other_magnitude = lanes[0].Block(row).magnitude.data() + kPadBefore;
      }
      for (size_t i = 0; i < kLanes; ++i) {
        BlockState& block = lanes[i].Block(row);
        block.copied = CodeMatch(lanes[i], row);
        if (!block.copied) continue;
        if constexpr (Method::kHasPrior) {
          coders[i].CopyBlock(row, block);
        } else {
          coders[i].CopyBlock(block);
        }
      }
    }
    for (int group = kNumGroups - 1; group >= 0; --group) {
      CodeWaveGroup(lanes, coders, group, row_begin, row_end, prior);
    }
    for (uint32_t row = row_begin; row < row_end; ++row) {
      for (Lane& lane : lanes) End(lane, row, wave - 2 * row);
    }
  }

  template <size_t kLanes, class Coders>
  void CodeWaveGroup(std::array<Lane, kLanes>& lanes, Coders& coders, int group, uint32_t row_begin,
                     uint32_t row_end, std::optional<prior::WavePrior>& prior) {
    if constexpr (Method::kHasPrior) {
      for (size_t i = 0; i < kLanes; ++i) {
        prior->EvaluateStep(group, static_cast<int>(i));
        for (uint32_t row = row_begin; row < row_end; ++row) {
          coders[i].CodeGroup(group, row, lanes[i].Block(row));
        }
      }
    } else {
      for (uint32_t row = row_begin; row < row_end; ++row) {
        for (size_t i = 0; i < kLanes; ++i) coders[i].CodeGroup(group, lanes[i].Block(row));
      }
    }
  }

  void UseState(ComponentClass component_class, Lane* lane) {
    const auto index = static_cast<size_t>(component_class);
    if (learned_ != nullptr) {
      lane->state = &(*learned_)[index];
    } else {
      lane->own_state = std::make_unique<State>(start_[index]);
      lane->state = lane->own_state.get();
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

  void Begin(Lane& lane, uint32_t row, [[maybe_unused]] uint32_t col, uint32_t width) {
    BlockState& block = lane.Block(row);
    RowRing& ring = lane.Ring(row);
    block.self = &ring[col & 3];
    block.west = col > 0 ? &ring[(col - 1) & 3] : &kNoBlock;
    block.north = block.north_west = block.north_east = &kNoBlock;
    if (row > 0) {
      const RowRing& above = lane.Ring(row - 1);
      block.north = &above[col & 3];
      if (col > 0) block.north_west = &above[(col - 1) & 3];
      if (col + 1 < width) block.north_east = &above[(col + 1) & 3];
    }
    BeginBlock(&block);
    if constexpr (!Method::kHasPrior) BeginPredictions(&block);
    if constexpr (Coder::kDecodes) {
      block.self->level.fill(0);
    } else {
      LoadLevels(lane, row, col, &block.self->level);
      block.nonzero = jpeg::NonzeroMask(block.self->level.data());
    }
    if constexpr (kChoosesLevels<Coder>) {
      block.source = coder_.Choice(lane.component).source->Block(lane.rows.begin + row, col);
    }
  }

  // Whether the block repeats the one that last had the same W and N; if so its levels are set.
  bool CodeMatch(Lane& lane, uint32_t row) {
    const BlockState& block = lane.Block(row);
    uint32_t index;
    if (!lane.matcher.Find(block.west->hash, block.north->hash, &index)) return false;
    std::array<int16_t, 64> candidate;
    const uint32_t width = planes_[lane.component].width_blocks;
    LoadLevels(lane, index / width, index % width, &candidate);
    const bool same =
        entropy::CodeTwoRate(coder_, lane.matcher.Model(), block.self->level == candidate) != 0;
    lane.matcher.Update(same);
    if (same) block.self->level = candidate;
    return same;
  }

  void LoadLevels(const Lane& lane, uint32_t row, uint32_t col,
                  std::array<int16_t, 64>* level) const {
    const int16_t* coeffs = planes_[lane.component].Block(lane.rows.begin + row, col);
    std::memcpy(level->data(), coeffs, sizeof(*level));
    if (!lane.has_shifts) [[likely]]
      return;
    const FrequencyShifts& shifts = layout_.shifts[lane.component];
    for (size_t k = 0; k < 64; ++k) (*level)[k] = static_cast<int16_t>((*level)[k] >> shifts[k]);
  }

  void End(Lane& lane, uint32_t row, uint32_t col) {
    BlockState& block = lane.Block(row);
    EndBlock(&block);
    block.self->hash = HashLevels(block.self->level, block.num_nonzero == 0);
    lane.matcher.Insert(block.west->hash, block.north->hash,
                        row * planes_[lane.component].width_blocks + col);
    if constexpr (kWrites) {
      int16_t* coeffs = planes_[lane.component].Block(lane.rows.begin + row, col);
      std::memcpy(coeffs, block.self->level.data(), sizeof(block.self->level));
      if (!lane.has_shifts) [[likely]]
        return;
      const FrequencyShifts& shifts = layout_.shifts[lane.component];
      for (size_t k = 0; k < 64; ++k) {
        coeffs[k] = static_cast<int16_t>(static_cast<uint16_t>(block.self->level[k]) << shifts[k]);
      }
    }
  }

  Coder& coder_;
  const jpeg::Frame& frame_;
  const SliceLayout& layout_;
  const States& start_;
  Planes& planes_;
  States* learned_;
  const infer::Kernels* kernels_ = &infer::DefaultKernels();
  WorkMonitor* monitor_ = nullptr;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_SLICE_CODER_H_
