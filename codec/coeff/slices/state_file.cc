#include "codec/coeff/slices/state_file.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

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
const StartSlots& SlotsOf() {
  static const StartSlots all = [] {
    StartSlots slots;
    for (size_t c = 0; c < slots.size(); ++c) {
      for (size_t p = 0; p < 256; ++p) {
        uint32_t p_q16 =
            entropy::Squash(static_cast<int8_t>(static_cast<uint8_t>(p)) * kStretchStep);
        if constexpr (std::is_same_v<States, AdaptiveStates>)
          p_q16 = entropy::ClampedSlotP16(p_q16);
        slots[c][p] = p_q16 << 16 | kStartRates[c];
      }
    }
    return slots;
  }();
  return all;
}

// Slots of as many rates, all of which are classes, and probabilities.
void FillSlots(const StartSlots& table, ByteSpan rates, ByteSpan probabilities,
               std::span<entropy::BitSlot> slots) {
  // More than half of the slots of `default` were never seen, mostly eight and more in a row.
  constexpr size_t kRun = 8;
  size_t i = 0;
  for (; i + kRun <= slots.size(); i += kRun) {
    uint64_t r = 0, p = 0;
    std::memcpy(&r, &rates[i], kRun);
    std::memcpy(&p, &probabilities[i], kRun);
    if ((r | p) == 0) {
      std::fill_n(slots.begin() + static_cast<ptrdiff_t>(i), kRun, table[0][0]);
    } else {
      for (size_t k = i; k < i + kRun; ++k) slots[k] = table[rates[k]][probabilities[k]];
    }
  }
  for (; i < slots.size(); ++i) slots[i] = table[rates[i]][probabilities[i]];
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
// Both read what they need off the front of *bytes, which is long enough.
template <class Table>
void ReadWeights(ByteSpan* bytes, Table* table) {
  if constexpr (requires { table->weights; }) {
    for (auto& weights : table->weights) {
      for (int32_t& w : weights.w) {
        w = static_cast<int32_t>(uint32_t{(*bytes)[0]} << 24 | uint32_t{(*bytes)[1]} << 16 |
                                 0x8000u);
        *bytes = bytes->subspan(2);
      }
    }
  }
}
void ReadRest(ByteSpan* bytes, AdaptiveState* state) {
  for (entropy::TwoRateBit& bit : state->mantissa) {
    bit = entropy::TwoRateBit(uint32_t{bytes->front()} << 8 | 0x80u);
    *bytes = bytes->subspan(1);
  }
}
void ReadRest(ByteSpan*, PriorAdaptiveState* state) {
  ForEachTable(*state, [](auto& table) { table.seen.fill(kTrainedSeen); });
}

// What a state holds beside its tables.
void WriteRest(const AdaptiveState& state, ByteWriter* out) {
  for (const entropy::TwoRateBit& bit : state.mantissa) {
    out->U8(static_cast<uint8_t>(bit.p1_q16() >> 8));
  }
}
void WriteRest(const PriorAdaptiveState&, ByteWriter*) {}

// What a state takes in a file.
struct FileSizes {
  size_t slots = 0;  // bytes in each of the first two planes
  size_t rest = 0;   // bytes in the third one
};
template <class States>
const FileSizes& SizesOf() {
  using State = typename States::value_type;
  static const FileSizes sizes = [] {
    const auto state = std::make_unique_for_overwrite<State>();
    FileSizes sum;
    ForEachTable(*state, [&](const auto& table) {
      sum.slots += table.slots.size();
      if constexpr (requires { table.weights; }) {
        sum.rest += 2 * table.weights.size() * std::size(table.weights[0].w);
      }
    });
    if constexpr (std::is_same_v<State, AdaptiveState>) sum.rest += state->mantissa.size();
    return sum;
  }();
  return sizes;
}

constexpr size_t kNumClasses = std::tuple_size_v<AdaptiveStates>;
static_assert(kNumClasses == std::tuple_size_v<PriorAdaptiveStates>);

}  // namespace

template <class States>
std::unique_ptr<typename States::value_type> UntrainedStates<States>::Make(size_t) const {
  auto state = std::make_unique<typename States::value_type>();
  ForEachTable(*state, [](auto& table) { SetUntrained(table); });
  return state;
}

template <class States>
std::unique_ptr<States> MakeAll(const StartStates<States>& start) {
  auto states = std::make_unique<States>();
  for (size_t i = 0; i < states->size(); ++i) (*states)[i] = *start.Make(i);
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
Result<FileStates<States>> FileStates<States>::Parse(Bytes bytes) {
  const FileSizes& sizes = SizesOf<States>();
  if (bytes.size() != kNumClasses * (2 * sizes.slots + sizes.rest)) {
    return Error{ErrorCode::kCorrupt, 0, "the trained start state is of another size"};
  }
  const ByteSpan rates =
      ByteSpan(bytes).subspan(kNumClasses * sizes.slots, kNumClasses * sizes.slots);
  const bool rates_valid =
      std::all_of(rates.begin(), rates.end(), [](uint8_t c) { return c < kStartRates.size(); });
  if (!rates_valid) return Error{ErrorCode::kCorrupt, 0, "bad rate in the trained start state"};
  FileStates states;
  states.bytes_ = std::move(bytes);
  return states;
}

template <class States>
std::unique_ptr<typename States::value_type> FileStates<States>::Make(
    size_t component_class) const {
  const StartSlots& slots = SlotsOf<States>();
  const FileSizes& sizes = SizesOf<States>();
  const ByteSpan bytes(bytes_);
  ByteSpan probabilities = bytes.subspan(component_class * sizes.slots, sizes.slots);
  ByteSpan rates = bytes.subspan((kNumClasses + component_class) * sizes.slots, sizes.slots);
  ByteSpan rest =
      bytes.subspan(2 * kNumClasses * sizes.slots + component_class * sizes.rest, sizes.rest);
  auto state = std::make_unique_for_overwrite<typename States::value_type>();
  ForEachTable(*state, [&](auto& table) {
    const size_t n = table.slots.size();
    FillSlots(slots, rates.first(n), probabilities.first(n), table.slots);
    rates = rates.subspan(n);
    probabilities = probabilities.subspan(n);
    ReadWeights(&rest, &table);
  });
  ReadRest(&rest, state.get());
  return state;
}

template class UntrainedStates<AdaptiveStates>;
template class UntrainedStates<PriorAdaptiveStates>;
template class FileStates<AdaptiveStates>;
template class FileStates<PriorAdaptiveStates>;
template std::unique_ptr<AdaptiveStates> MakeAll(const StartStates<AdaptiveStates>&);
template std::unique_ptr<PriorAdaptiveStates> MakeAll(const StartStates<PriorAdaptiveStates>&);
template Bytes SerializeStates(const AdaptiveStates&);
template Bytes SerializeStates(const PriorAdaptiveStates&);

}  // namespace jackdaw::coeff
