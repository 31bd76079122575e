// Everything that adapts while coefficients of one component class are coded in the fast preset:
// slots of all contexts. Plain numbers, so that a trained start is a copy.
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

namespace jackdaw::coeff {

// A family of decisions: kSets rows (one per frequency, step, ...) of a slot for each context.
template <size_t kSets, size_t kContexts>
struct DecisionTable {
  static constexpr size_t kSlotsPerSet = kContexts;
  std::array<entropy::BitSlot, kSets * kContexts> slots;
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
  DecisionTable<kNumGroups, 256> last;   // is the last group at least that?
  DecisionTable<kNumGroups, 256> group;  // is any of the group non-zero?
  DecisionTable<64, 256> zero;           // is the coefficient non-zero?
  DecisionTable<64, 144> sign;           // is it negative?
  // How large? By zone; steps of a context are side by side, since they are taken one by one.
  DecisionTable<kNumZones, 176 * kMagnitudeSteps> magnitude;
  DecisionTable<kDcSteps, 256> dc;  // the DC prediction's residual
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
