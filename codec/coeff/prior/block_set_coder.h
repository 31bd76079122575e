// Codes the blocks of a component set that the second prior evaluates at once: first the last
// groups, then groups from high to low frequency, in each one component after the other; of a
// component, the blocks with levels in the group in the order in which the prior evaluates them.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_BLOCK_SET_CODER_H_
#define JACKDAW_CODEC_COEFF_PRIOR_BLOCK_SET_CODER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "codec/coeff/frequency.h"
#include "codec/coeff/levels_in_place.h"
#include "codec/coeff/prior/gated_block_coder.h"
#include "codec/coeff/prior/gated_state.h"

namespace jackdaw::coeff {

// Prior: a prior::BlockWave or prior::LatticeWave.
template <class Coder, class Prior, size_t kLanes>
class BlockSetCoder {
 public:
  // Both must outlive this.
  BlockSetCoder(Coder& coder, Prior& prior) : coder_(coder), prior_(prior) {
    for (auto& state : states_) state = std::make_unique<GatedState>();
    first_.emplace(coder, *states_[0], prior, 0);
    if constexpr (kLanes == 2) second_.emplace(coder, *states_[1], prior, 1);
  }

  // A block of a wave before all else: start(lane) starts it, and find(lane) is the block that it
  // may repeat, or null. Codes whether it does.
  template <class Lane, class Start, class Find>
  void StartBlock(std::vector<Lane>& lanes, uint32_t number, Start start, Find find) {
    for (Lane& lane : lanes) start(lane);
    if constexpr (kLanes == 2) lanes[1].At(number).other = lanes[0].At(number).level;
    for (Lane& lane : lanes) {
      if (const int16_t* candidate = find(lane); candidate != nullptr) {
        CodeRepeat(coder_, lane.matcher(), candidate, lane.At(number));
      }
    }
  }

  // Numbers begin .. end - 1 of a wave that the prior has begun and that this ends. lanes: of the
  // set; At(number) of each is its block, of which it is known whether it repeats another.
  template <class Lane>
  void CodeWave(std::vector<Lane>& lanes, uint32_t begin, uint32_t end) {
    for (uint32_t number = begin; number < end; ++number) {
      for (size_t i = 0; i < kLanes; ++i) {
        const auto& b = lanes[i].At(number);
        WithCoder(i, [&](auto& coder) {
          if (b.copied) {
            coder.CopyBlock(number, b);
          } else {
            coder.CodeLast(number, b);
          }
        });
      }
    }
    prior_.BeginSteps();
    for (int group = kNumGroups - 1; group >= 0; --group) {
      for (size_t i = 0; i < kLanes; ++i) {
        WithCoder(i, [&](auto& coder) { CodeStep(lanes[i], coder, group, static_cast<int>(i)); });
      }
    }
    prior_.EndWave();
  }

  // Ends block `number` by finish(lane). Returns its work.
  template <class Lane, class Finish>
  static uint64_t FinishBlock(std::vector<Lane>& lanes, uint32_t number, Finish finish) {
    uint64_t units = 0;
    for (Lane& lane : lanes) {
      finish(lane);
      units += WorkOf(lane.At(number));
    }
    return units;
  }

 private:
  // Calls use(coder) with the coder of a lane.
  template <class Use>
  void WithCoder(size_t lane, Use use) {
    if (kLanes == 1 || lane == 0) {
      use(*first_);
    } else {
      use(*second_);
    }
  }

  template <class Lane, class LaneCoder>
  void CodeStep(Lane& lane, LaneCoder& coder, int group, int lane_in_set) {
    const auto numbers = prior_.EvaluateStep(group, lane_in_set);
    for (size_t i = 0; i < numbers.size(); ++i) {
      coder.CodeGroup(group, prior_.Last(numbers[i], lane_in_set) == group, i, lane.At(numbers[i]));
    }
  }

  Coder& coder_;
  Prior& prior_;
  std::array<std::unique_ptr<GatedState>, kLanes> states_;
  std::optional<GatedBlockCoder<Coder, Prior, false>> first_;
  std::optional<GatedBlockCoder<Coder, Prior, true>> second_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_BLOCK_SET_CODER_H_
