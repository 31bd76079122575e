// The method with the first learned prior: that of the preset default (slices/slice_coder.h says
// what a method is).
//
// In a group, one component after the other; of a component, the wave's blocks from the top row
// down, since the prior evaluates its group for the whole wave at once.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_CONTEXTS_AND_PRIOR_H_
#define JACKDAW_CODEC_COEFF_PRIOR_CONTEXTS_AND_PRIOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "codec/coeff/block_state.h"
#include "codec/coeff/block_work.h"
#include "codec/coeff/lane.h"
#include "codec/coeff/prior/choose_ops.h"
#include "codec/coeff/prior/level_choice.h"
#include "codec/coeff/prior/prior_block_coder.h"
#include "codec/coeff/prior/prior_state.h"
#include "codec/coeff/prior/set_prior.h"
#include "models/infer/kernels.h"
#include "models/prior/prior_model.h"
#include "models/prior/wave_prior.h"

namespace jackdaw::coeff {

struct ContextsAndPrior {
  using States = PriorAdaptiveStates;
  static constexpr BlockWork kWork = kWorkOfPrior;

  static uint64_t StateBytes(uint32_t num_rows, uint32_t width, size_t num_lanes) {
    const prior::PriorModel& model = prior::ShippedPrior();
    const prior::PriorNetwork& network = num_lanes == 2 ? model.chroma : model.luma;
    return prior::WavePriorBytes(network.shape(), num_rows, width);
  }

  template <class Coder, bool kChroma, size_t kLanes>
  class Set {
   public:
    Set(Coder& coder, std::array<Lane, kLanes>& lanes,
        const std::array<PriorAdaptiveState*, kLanes>& states)
        : coder_(coder), lanes_(lanes), states_(states) {}

    void Begin(const SetPlace& place, const infer::Kernels& kernels) {
      std::array<std::array<uint16_t, 64>, kLanes> quants;
      for (size_t i = 0; i < kLanes; ++i) quants[i] = lanes_[i].tables.quant;
      MakeSetPrior(prior::ShippedPrior(), place.frame, place.first, quants, place.num_rows,
                   place.width, place.layout.rows, place.luma, kernels, &prior_);
      choosers_.reserve(kLanes);
      for (size_t i = 0; i < kLanes; ++i) {
        const LevelChooser* chooser = nullptr;
        if constexpr (kChoosesLevels<Coder>) {
          chooser = &choosers_.emplace_back(coder_.Choice(lanes_[i].component), lanes_[i].shifts);
        }
        coders_.emplace_back(coder_, *states_[i], *prior_, static_cast<int>(i), chooser);
      }
    }

    void Wave(const WaveRows& rows) {
      prior_->BeginWave(rows.wave, rows.begin, rows.end);
      for (uint32_t row = rows.begin; row < rows.end; ++row) {
        for (size_t i = 0; i < kLanes; ++i) {
          BlockState& block = lanes_[i].Block(row);
          if constexpr (kChoosesLevels<Coder>) {
            const LevelChoice& choice = coder_.Choice(lanes_[i].component);
            const uint32_t block_row = lanes_[i].rows.begin + row, column = rows.Column(row);
            block.source = choice.source->Block(block_row, column);
            block.weights = choice.WeightsOf(block_row, column);
          }
          if (block.copied) coders_[i].CopyBlock(row, block);
        }
      }
    }

    void Group(int group, const WaveRows& rows) {
      for (size_t i = 0; i < kLanes; ++i) {
        prior_->EvaluateStep(group, static_cast<int>(i));
        for (uint32_t row = rows.begin; row < rows.end; ++row) {
          coders_[i].CodeGroup(group, row, lanes_[i].Block(row));
        }
      }
    }

    void End(const WaveRows&) { prior_->EndWave(); }

   private:
    Coder& coder_;
    std::array<Lane, kLanes>& lanes_;
    const std::array<PriorAdaptiveState*, kLanes> states_;
    std::optional<prior::WavePrior> prior_;
    std::vector<LevelChooser> choosers_;                   // by lane; empty if nothing is chosen
    std::vector<PriorBlockCoder<Coder, kChroma>> coders_;  // by lane
  };
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_CONTEXTS_AND_PRIOR_H_
