// The method of the preset fast: contexts alone (slices/slice_coder.h says what a method is).
//
// In a group, the wave's blocks from the top row down; at a block, the set's components.
#ifndef JACKDAW_CODEC_COEFF_FAST_CONTEXTS_ALONE_H_
#define JACKDAW_CODEC_COEFF_FAST_CONTEXTS_ALONE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "codec/coeff/block_state.h"
#include "codec/coeff/block_work.h"
#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/fast/block_coder.h"
#include "codec/coeff/fast/dc_coder.h"
#include "codec/coeff/lane.h"

namespace jackdaw::coeff {

struct ContextsAlone {
  using States = AdaptiveStates;
  static constexpr BlockWork kWork = kWorkOfContexts;

  static uint64_t StateBytes(uint32_t, uint32_t, size_t) { return 0; }

  template <class Coder, bool kChroma, size_t kLanes>
  class Set {
   public:
    Set(Coder& coder, std::array<Lane, kLanes>& lanes,
        const std::array<AdaptiveState*, kLanes>& states)
        : lanes_(lanes) {
      for (size_t i = 0; i < kLanes; ++i) coders_.emplace_back(coder, *states[i], lanes[i].tables);
    }

    bool Begin(const SetPlace&) { return true; }

    void Wave(const WaveRows& rows) {
      for (uint32_t row = rows.begin; row < rows.end; ++row) {
        for (size_t i = 0; i < kLanes; ++i) {
          BlockState& block = lanes_[i].Block(row);
          BeginPredictions(&block);
          if (block.copied) coders_[i].CopyBlock(block);
        }
      }
    }

    void Group(int group, const WaveRows& rows) {
      for (uint32_t row = rows.begin; row < rows.end; ++row) {
        for (size_t i = 0; i < kLanes; ++i) coders_[i].CodeGroup(group, lanes_[i].Block(row));
      }
    }

    void End(const WaveRows&) {}

   private:
    std::array<Lane, kLanes>& lanes_;
    std::vector<BlockCoder<Coder, kChroma>> coders_;  // by lane
  };
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FAST_CONTEXTS_ALONE_H_
