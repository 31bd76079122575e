#include "codec/coeff/slices/state_file.h"

#include <algorithm>
#include <type_traits>

#include "base/bytes.h"
#include "entropy/logistic.h"

namespace jackdaw::coeff {

namespace {

// Learning rates (Q10) that a slot can start with; 0: kMaxSlotRate at probability 1/2, never seen.
constexpr std::array<uint16_t, 12> kStartRates = {
    entropy::kMaxSlotRate, 409, 256, 170, 113, 78, 54, 36, 23, 13, 8, 4};

uint8_t RateClass(uint32_t rate) {
  uint8_t c = 0;
  while (c + 1u < kStartRates.size() && kStartRates[c + 1u] >= rate) ++c;
  return c;
}

constexpr int kStretchStep = 22;  // 1/256 nat: 127 * 22 covers the whole range
static_assert(127 * kStretchStep <= entropy::kStretchMax &&
              129 * kStretchStep > entropy::kStretchMax);

// [rate class][probability byte] -> slot
using StartSlots = std::array<std::array<entropy::BitSlot, 256>, kStartRates.size()>;
// States: those of the preset fast start off the ends, since their slots are used alone.
template <class States>
StartSlots MakeStartSlots() {
  StartSlots slots;
  for (size_t c = 0; c < slots.size(); ++c) {
    for (size_t p = 0; p < 256; ++p) {
      uint32_t p_q16 = entropy::Squash(static_cast<int8_t>(static_cast<uint8_t>(p)) * kStretchStep);
      if constexpr (std::is_same_v<States, AdaptiveStates>) p_q16 = entropy::ClampedSlotP16(p_q16);
      slots[c][p] = p_q16 << 16 | kStartRates[c];
    }
  }
  return slots;
}

// Start weights beside the prior's 1, until trained.
constexpr int32_t kUntrainedContextWeight = entropy::kMixerOne / 100 * 2;
constexpr int32_t kUntrainedBucketWeight = entropy::kMixerOne / 100 * 20;
constexpr size_t kUntrainedBucketRate = 6;

template <size_t kSets, size_t kContexts>
void SetUntrained(DecisionTable<kSets, kContexts>& table) {
  table.slots.fill(entropy::kInitialSlot);
}

// The prior alone decides until more is known.
template <int kSets, int kEntries>
void SetUntrained(PriorTable<kSets, kEntries>& table) {
  using Table = PriorTable<kSets, kEntries>;
  table.slots.fill(entropy::kInitialSlot);
  for (size_t set = 0; set < kSets; ++set) {
    entropy::BitSlot* buckets = table.slots.data() + set * Table::kSlotsPerSet + Table::kBucketsAt;
    for (int b = 0; b < kPriorBuckets; ++b) {
      buckets[b] = entropy::Squash(PriorBucketCentre(b)) << 16 | kStartRates[kUntrainedBucketRate];
    }
    table.weights[set] = {};
    for (size_t i = 0; i < kPriorContexts; ++i) table.weights[set].w[i] = kUntrainedContextWeight;
    table.weights[set].w[kPriorInput] = entropy::kMixerOne;
    table.weights[set].w[kBucketInput] = kUntrainedBucketWeight;
  }
  table.seen.fill(0);
}

// Tables whose decisions mix nothing have no weights.
template <class Table>
void WriteWeights(const Table& table, ByteWriter* out) {
  if constexpr (requires { table.weights; }) {
    for (const auto& weights : table.weights) {
      for (const int32_t w : weights.w) out->U16Be(static_cast<uint16_t>(w >> 16));
    }
  }
}
template <class Table>
bool ReadWeights(ByteReader* in, Table* table) {
  if constexpr (requires { table->weights; }) {
    for (auto& weights : table->weights) {
      for (int32_t& w : weights.w) {
        uint16_t high = 0;
        if (!in->U16Be(&high)) return false;
        w = static_cast<int32_t>(static_cast<uint32_t>(high) << 16 | 0x8000u);
      }
    }
  }
  return true;
}

// What a state holds beside its tables.
void WriteRest(const AdaptiveState& state, ByteWriter* out) {
  for (const entropy::TwoRateBit& bit : state.mantissa) {
    out->U8(static_cast<uint8_t>(bit.p1_q16() >> 8));
  }
}
void WriteRest(const PriorAdaptiveState&, ByteWriter*) {}

bool ReadRest(ByteReader* in, AdaptiveState* state) {
  for (entropy::TwoRateBit& bit : state->mantissa) {
    uint8_t p = 0;
    if (!in->U8(&p)) return false;
    bit = entropy::TwoRateBit(static_cast<uint32_t>(p) << 8 | 0x80u);
  }
  return true;
}
bool ReadRest(ByteReader*, PriorAdaptiveState* state) {
  ForEachTable(*state, [](auto& table) { table.seen.fill(kTrainedSeen); });
  return true;
}

}  // namespace

template <class States>
std::unique_ptr<States> UntrainedStart() {
  auto states = std::make_unique<States>();
  for (auto& state : *states) {
    ForEachTable(state, [](auto& table) { SetUntrained(table); });
  }
  return states;
}

// Three planes: slot probabilities, slot rates, then weights and what else there is.
template <class States>
Bytes SerializeStates(const States& states) {
  Bytes probabilities, rates;
  ByteWriter rest;
  for (const auto& state : states) {
    ForEachTable(state, [&](const auto& table) {
      for (const entropy::BitSlot slot : table.slots) {
        const uint8_t c = RateClass(slot & entropy::kSlotRateMask);
        const int x = c == 0 ? 0 : entropy::Stretch12(entropy::SlotP12(slot)) / kStretchStep;
        probabilities.push_back(static_cast<uint8_t>(static_cast<int8_t>(x)));
        rates.push_back(c);
      }
      WriteWeights(table, &rest);
    });
    WriteRest(state, &rest);
  }
  ByteWriter out;
  out.Append(probabilities);
  out.Append(rates);
  out.Append(rest.bytes());
  return out.Take();
}

template <class States>
Result<std::unique_ptr<States>> ParseStates(ByteSpan bytes) {
  size_t num_slots = 0;
  auto states = std::make_unique_for_overwrite<States>();
  for (auto& state : *states) {
    ForEachTable(state, [&](auto& table) { num_slots += table.slots.size(); });
  }
  ByteReader in(bytes);
  ByteSpan probabilities, rates;
  if (!in.Take(num_slots, &probabilities) || !in.Take(num_slots, &rates)) {
    return Error{ErrorCode::kCorrupt, 0, "trained start state is too short"};
  }
  const bool rates_valid =
      std::all_of(rates.begin(), rates.end(), [](uint8_t c) { return c < kStartRates.size(); });
  if (!rates_valid) return Error{ErrorCode::kCorrupt, 0, "bad rate in the trained start state"};
  const StartSlots slots = MakeStartSlots<States>();
  size_t next = 0;
  bool good = true;
  for (auto& state : *states) {
    ForEachTable(state, [&](auto& table) {
      for (entropy::BitSlot& slot : table.slots) {
        slot = slots[rates[next]][probabilities[next]];
        ++next;
      }
      good = good && ReadWeights(&in, &table);
    });
    good = good && ReadRest(&in, &state);
  }
  if (!good || !in.AtEnd()) return Error{ErrorCode::kCorrupt, 0, "bad trained start state"};
  return states;
}

template std::unique_ptr<AdaptiveStates> UntrainedStart();
template std::unique_ptr<PriorAdaptiveStates> UntrainedStart();
template Bytes SerializeStates(const AdaptiveStates&);
template Bytes SerializeStates(const PriorAdaptiveStates&);
template Result<std::unique_ptr<AdaptiveStates>> ParseStates(ByteSpan);
template Result<std::unique_ptr<PriorAdaptiveStates>> ParseStates(ByteSpan);

}  // namespace jackdaw::coeff
