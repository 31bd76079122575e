// Everything that adapts beside a learned prior while coefficients of one component class are
// coded. Plain numbers, so that a trained start is a copy.
//
// A decision has three contexts, the prior's prediction, and what the prior's prediction has meant
// so far: a context made of the prediction itself. Format: docs/format_coeff.md §8.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_PRIOR_STATE_H_
#define JACKDAW_CODEC_COEFF_PRIOR_PRIOR_STATE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "codec/coeff/component_tables.h"
#include "codec/coeff/frequency.h"
#include "entropy/adaptive_bit.h"
#include "entropy/logistic.h"
#include "entropy/mixer.h"

namespace jackdaw {

// The prior's stretched predictions in half-nat buckets.
inline constexpr int kPriorBucketShift = 7;
inline constexpr int kPriorBuckets = 44;
static_assert((2 * kStretchMax) >> kPriorBucketShift < kPriorBuckets);
inline uint32_t PriorBucket(int32_t stretch) {
  return static_cast<uint32_t>(stretch + kStretchMax) >> kPriorBucketShift;
}
inline constexpr int PriorBucketCentre(int bucket) {
  return (bucket << kPriorBucketShift) + (1 << (kPriorBucketShift - 1)) - kStretchMax;
}

// Inputs of the mixer: the contexts, how far the slot of the prior's bucket is from the bucket's
// centre, the prior, and a constant; two are unused.
inline constexpr size_t kPriorContexts = 3;
inline constexpr size_t kBucketInput = 3;
inline constexpr size_t kPriorInput = 4;
inline constexpr size_t kBiasInput = 5;
inline constexpr int kBiasQ8 = 256;

// Decisions after which a set's learning rate stays, and how many a trained set starts with.
inline constexpr uint16_t kMaxSeen = 1023;
inline constexpr uint16_t kTrainedSeen = 64;

// As DecisionTable.
template <int kSetsV, int kEntriesV>
struct PriorTable {
  static constexpr int kSets = kSetsV;
  static constexpr int kContexts = kPriorContexts;
  static constexpr int kEntries = kEntriesV;
  static constexpr int kInputs = 8;
  // Of a set: the slots of each context, then those of the prior's buckets.
  static constexpr size_t kBucketsAt = size_t{kContexts} * kEntries;
  static constexpr size_t kSlotsPerSet = kBucketsAt + kPriorBuckets;
  std::array<BitSlot, kSets * kSlotsPerSet> slots;
  std::array<MixerWeights<kInputs>, kSets> weights;
  std::array<uint16_t, kSets> seen;  // decisions so far, up to kMaxSeen: sets the learning rate
};

// DC rows: zero, sign, exponent > 0 .. > 13 (the last also for more).
inline constexpr int kPriorDcSteps = 16;
// Magnitude rows of a zone: exponent > 0 .. > 4 (the last also for more).
inline constexpr int kPriorMagnitudeSteps = 5;
// Mantissa rows of a frequency: by place below the leading bit, 3 for all lower ones.
inline constexpr int kMantissaPlaces = 4;

// Signs of nearby frequencies share a set: small tables stay in the cache.
inline constexpr std::array<uint8_t, 64> kSignZone = [] {
  constexpr std::array<uint8_t, 17> kBegin = {0,  1,  2,  3,  4,  5,  6,  8, 10,
                                              13, 17, 22, 28, 36, 44, 53, 64};
  std::array<uint8_t, 64> zones{};
  for (size_t zone = 0; zone + 1 < kBegin.size(); ++zone) {
    for (size_t k = kBegin[zone]; k < kBegin[zone + 1]; ++k) zones[k] = static_cast<uint8_t>(zone);
  }
  return zones;
}();
inline constexpr int kNumSignZones = 16;

struct PriorAdaptiveState {
  PriorTable<kNumGroups, 512> group;                            // is any of the group non-zero?
  PriorTable<64, 256> zero;                                     // is the coefficient non-zero?
  PriorTable<kNumSignZones, 256> sign;                          // is it negative?
  PriorTable<kNumZones * kPriorMagnitudeSteps, 128> magnitude;  // how large?
  PriorTable<kPriorDcSteps, 256> dc;                            // the residual against the centre
  PriorTable<64 * kMantissaPlaces, 256> mantissa;               // bits below the exponent
};

template <class State, class Visit>
requires(std::is_same_v<std::remove_const_t<State>, PriorAdaptiveState>) void ForEachTable(
    State& state, Visit visit) {
  visit(state.group);
  visit(state.zero);
  visit(state.sign);
  visit(state.magnitude);
  visit(state.dc);
  visit(state.mantissa);
}

using PriorAdaptiveStates = std::array<PriorAdaptiveState, kNumComponentClasses>;

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_PRIOR_PRIOR_STATE_H_
