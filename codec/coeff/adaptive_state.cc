#include "codec/coeff/adaptive_state.h"

#include "codec/coeff/trained_start.h"

namespace jackdaw {

namespace {

// Trust of a slot: class -> count that the coder starts from.
constexpr std::array<uint16_t, 12> kTrust = {0, 1, 2, 4, 7, 11, 17, 28, 45, 75, 130, 255};

uint8_t TrustClass(uint32_t count) {
  uint8_t c = 0;
  while (c + 1u < kTrust.size() && kTrust[c + 1u] <= count) ++c;
  return c;
}

constexpr int kStretchStep = 22;  // 1/256 nat: 127 * 22 covers the whole range
static_assert(127 * kStretchStep <= kStretchMax && 129 * kStretchStep > kStretchMax);

}  // namespace

std::unique_ptr<AdaptiveStates> UntrainedStart() {
  auto states = std::make_unique<AdaptiveStates>();
  for (AdaptiveState& state : *states) {
    ForEachTable(state, [](auto& table) {
      table.slots.fill(kInitialSlot);
      for (MixerWeights& weights : table.weights) {
        for (int i = 0; i < kMixerInputs; ++i) {
          const bool used = i < std::decay_t<decltype(table)>::kContexts;
          weights.w[i] = used ? kMixerOne / 100 * 30 : 0;
        }
      }
    });
  }
  return states;
}

// Three planes: slot probabilities, slot trust, then weights and mantissa bits.
Bytes SerializeStates(const AdaptiveStates& states) {
  Bytes probabilities, trust;
  ByteWriter rest;
  for (const AdaptiveState& state : states) {
    ForEachTable(state, [&](const auto& table) {
      for (const BitSlot slot : table.slots) {
        const uint8_t c = TrustClass(slot & kSlotCountMask);
        const int x = c == 0 ? 0 : Stretch12(SlotP12(slot)) / kStretchStep;
        probabilities.push_back(static_cast<uint8_t>(static_cast<int8_t>(x)));
        trust.push_back(c);
      }
      for (const MixerWeights& weights : table.weights) {
        for (const int32_t w : weights.w) rest.U16Be(static_cast<uint16_t>(w >> 16));
      }
    });
    for (const TwoRateBit& bit : state.mantissa) {
      rest.U8(static_cast<uint8_t>(bit.p1_q16() >> 8));
    }
  }
  ByteWriter out;
  out.Append(probabilities);
  out.Append(trust);
  out.Append(rest.bytes());
  return out.Take();
}

Result<std::unique_ptr<AdaptiveStates>> ParseStates(ByteSpan bytes) {
  size_t num_slots = 0;
  auto states = std::make_unique<AdaptiveStates>();
  for (AdaptiveState& state : *states) {
    ForEachTable(state, [&](auto& table) { num_slots += table.slots.size(); });
  }
  ByteReader in(bytes);
  ByteSpan probabilities, trust;
  if (!in.Take(num_slots, &probabilities) || !in.Take(num_slots, &trust)) {
    return Error{ErrorCode::kCorrupt, 0, "trained start state is too short"};
  }
  size_t next = 0;
  bool good = true;
  for (AdaptiveState& state : *states) {
    ForEachTable(state, [&](auto& table) {
      for (BitSlot& slot : table.slots) {
        const int x = static_cast<int8_t>(probabilities[next]) * kStretchStep;
        const uint8_t c = trust[next++];
        good = good && c < kTrust.size();
        slot = Squash(x) << 16 | kTrust[c % kTrust.size()];
      }
      for (MixerWeights& weights : table.weights) {
        for (int32_t& w : weights.w) {
          uint16_t high = 0;
          good = good && in.U16Be(&high);
          w = static_cast<int32_t>(static_cast<uint32_t>(high) << 16 | 0x8000u);
        }
      }
    });
    for (TwoRateBit& bit : state.mantissa) {
      uint8_t p = 0;
      good = good && in.U8(&p);
      bit = TwoRateBit(static_cast<uint32_t>(p) << 8 | 0x80u);
    }
  }
  if (!good || !in.AtEnd()) return Error{ErrorCode::kCorrupt, 0, "bad trained start state"};
  return states;
}

const AdaptiveStates& TrainedStart() {
  static const std::unique_ptr<const AdaptiveStates> start = LoadTrainedStart();
  return *start;
}

}  // namespace jackdaw
