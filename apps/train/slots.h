// The order in which a network codes the coefficients of one block position.
//
// A slot is one coefficient of one lane (component of a set). Slots are listed in coding order:
// groups from high to low frequency, in a group lane after lane, in a lane from the highest zigzag
// position down. A step is one group of one lane; all slots of a step are predicted at once. Source
// of groups: docs/format_coeff.md §4.
#ifndef JACKDAW_APPS_TRAIN_SLOTS_H_
#define JACKDAW_APPS_TRAIN_SLOTS_H_

#include <array>
#include <cstddef>
#include <vector>

namespace jackdaw::train {

inline constexpr int kGroups = 15;
inline constexpr std::array<int, kGroups + 1> kGroupBegin = {0,  1,  2,  3,  4,  5,  6,  8,
                                                             10, 13, 17, 22, 28, 36, 48, 64};
// zigzag position -> natural position 8 v + u (T.81 figure 5).
inline constexpr std::array<int, 64> kNatural = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

struct Slot {
  int lane, zigzag, step;
};

struct SlotOrder {
  int lanes = 1;
  std::vector<Slot> slots;      // coding order, 64 * lanes
  std::vector<int> step_begin;  // 15 * lanes + 1 positions in slots

  int num_slots() const { return static_cast<int>(slots.size()); }
  int num_steps() const { return kGroups * lanes; }
  // Position of a lane's DC coefficient.
  int Dc(int lane) const { return num_slots() - lanes + lane; }
};

inline SlotOrder MakeSlotOrder(int lanes) {
  SlotOrder order;
  order.lanes = lanes;
  int step = 0;
  for (int group = kGroups - 1; group >= 0; --group) {
    for (int lane = 0; lane < lanes; ++lane, ++step) {
      order.step_begin.push_back(order.num_slots());
      for (int k = kGroupBegin[static_cast<size_t>(group) + 1] - 1;
           k >= kGroupBegin[static_cast<size_t>(group)]; --k) {
        order.slots.push_back({lane, k, step});
      }
    }
  }
  order.step_begin.push_back(order.num_slots());
  return order;
}

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_SLOTS_H_
