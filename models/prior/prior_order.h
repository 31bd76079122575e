// Slots and steps of the learned prior: the order in which the coefficients of a block position
// are coded.
//
// Slot 64 * lane + k is coefficient k (zigzag) of the lane-th component of the set. The 15 groups
// of frequencies are coded from the highest to DC, and in a group one lane after the other: step
// (14 - group) * lanes + lane. Format: docs/format_coeff.md.
#ifndef JACKDAW_MODELS_PRIOR_PRIOR_ORDER_H_
#define JACKDAW_MODELS_PRIOR_PRIOR_ORDER_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace jackdaw {

inline constexpr int kPriorGroups = 15;
inline constexpr std::array<uint8_t, kPriorGroups + 1> kPriorGroupBegin = {
    0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 28, 36, 48, 64};

constexpr std::array<uint8_t, 64> MakePriorGroups() {
  std::array<uint8_t, 64> groups{};
  uint8_t group = 0;
  for (std::size_t k = 0; k < 64; ++k) {
    if (k == kPriorGroupBegin[group + std::size_t{1}]) ++group;
    groups[k] = group;
  }
  return groups;
}
// Zigzag position -> group.
inline constexpr std::array<uint8_t, 64> kPriorGroup = MakePriorGroups();

constexpr int PriorStep(int group, int lane, int lanes) {
  return (kPriorGroups - 1 - group) * lanes + lane;
}

// Step of a slot.
constexpr int PriorSlotStep(int slot, int lanes) {
  return PriorStep(kPriorGroup[static_cast<std::size_t>(slot & 63)], slot >> 6, lanes);
}

}  // namespace jackdaw

#endif  // JACKDAW_MODELS_PRIOR_PRIOR_ORDER_H_
