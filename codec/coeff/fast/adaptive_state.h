// Everything that adapts while coefficients of one component class are coded in the fast preset:
// slots of all contexts and mixer weights. Plain numbers, so that a trained start is a copy.
//
// Format: docs/format_coeff.md §3, §5.
#ifndef JACKDAW_CODEC_COEFF_FAST_ADAPTIVE_STATE_H_
#define JACKDAW_CODEC_COEFF_FAST_ADAPTIVE_STATE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "codec/coeff/component_tables.h"
#include "codec/coeff/frequency.h"
#include "entropy/adaptive_bit.h"
#include "entropy/mixer.h"

namespace jackdaw::coeff {

// A family of decisions: kSets rows (one per frequency, step, ...), each with its own mixer weights
// and kContexts tables of kEntries slots.
template <int kSetsV, int kContextsV, int kEntriesV>
struct DecisionTable {
  static constexpr int kSets = kSetsV;
  static constexpr int kContexts = kContextsV;
  static constexpr int kEntries = kEntriesV;
  // The trained start makes a bias input needless: four contexts are four inputs.
  static constexpr int kInputs = 4;
  static constexpr size_t kSlotsPerSet = size_t{kContexts} * kEntries;
  std::array<entropy::BitSlot, kSets * kSlotsPerSet> slots;
  std::array<entropy::MixerWeights<kInputs>, kSets> weights;
};

// Exponent > 0 .. > 4, > 5 and above; first bit of 2-3, 4-7.
inline constexpr int kMagnitudeSteps = 8;
// Not predicted: the first mantissa bit, the second after 0 or 1, a later one; predicted by W or N:
// bits predicted before it (0..3) and the prediction.
inline constexpr int kMantissaContexts = 12;
// DC rows: zero, sign, exponent > 0 .. > 13 going up (the last also for more), > 0 .. > 7 going
// down.
inline constexpr int kDcUpRow = 2;
inline constexpr int kDcDownRow = 16;
inline constexpr int kDcSteps = 24;

struct AdaptiveState {
  DecisionTable<kNumGroups, 1, 256> last;   // is the last group at least that?
  DecisionTable<kNumGroups, 1, 256> group;  // is any of the group non-zero?
  DecisionTable<64, 1, 256> zero;           // is the coefficient non-zero?
  DecisionTable<64, 1, 144> sign;           // is it negative?
  // How large? By zone; steps of a context are side by side, since they are taken one by one.
  DecisionTable<kNumZones, 1, 176 * kMagnitudeSteps> magnitude;
  DecisionTable<kDcSteps, 1, 256> dc;  // the DC prediction's residual
  // Further mantissa bits: [zone][exponent][mantissa context].
  std::array<entropy::TwoRateBit, size_t{kNumZones} * 16 * kMantissaContexts> mantissa;
};

// Visits every decision table of a state (const or not).
template <class State, class Visit>
requires(std::is_same_v<std::remove_const_t<State>, AdaptiveState>) void ForEachTable(State& state,
                                                                                      Visit visit) {
  visit(state.last);
  visit(state.group);
  visit(state.zero);
  visit(state.sign);
  visit(state.magnitude);
  visit(state.dc);
}

using AdaptiveStates = std::array<AdaptiveState, kNumComponentClasses>;

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FAST_ADAPTIVE_STATE_H_
