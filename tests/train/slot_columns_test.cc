#include "apps/train/slot_columns.h"

#include <gtest/gtest.h>

#include "apps/train/net_parts.h"

namespace jackdaw::test {
namespace {

using torch::Tensor;

TEST(SlotColumns, BackAndForth) {
  for (const int lanes : {1, 2}) {
    const train::SlotOrder order = train::MakeSlotOrder(lanes);
    const int64_t n = order.num_slots();
    const Tensor w = torch::rand({3, 2 * n + 5});
    const Tensor there = train::SlotColumns(w, {0, n + 5}, order);
    EXPECT_FALSE(torch::equal(there, w));
    EXPECT_TRUE(torch::equal(there.slice(1, n, n + 5), w.slice(1, n, n + 5)));
    EXPECT_TRUE(torch::equal(train::CodingColumns(there, {0, n + 5}, order), w));
    // The last slot in coding order is DC of the last lane.
    EXPECT_TRUE(torch::equal(there.select(1, 64 * (lanes - 1)), w.select(1, n - 1)));
  }
}

TEST(SlotColumns, WindowsAndOutputs) {
  constexpr int kHidden = 4, kWindow = 3, kOutputs = 8;
  for (const int lanes : {1, 2}) {
    const train::SlotOrder order = train::MakeSlotOrder(lanes);
    const train::StepMasks masks = train::MakeStepMasks(order, kHidden, kWindow, kOutputs);
    const Tensor hidden = torch::rand_like(masks.hidden2) * masks.hidden2;
    const Tensor windows = train::ToWindows(hidden, order.num_steps(), kHidden, kWindow);
    EXPECT_EQ(windows.size(1), kHidden * kWindow);
    EXPECT_TRUE(
        torch::equal(train::FromWindows(windows, order.num_steps(), kHidden, kWindow), hidden));
    const train::OutputLayer output = {torch::rand_like(masks.output) * masks.output,
                                       torch::rand({masks.output.size(0)})};
    const train::OutputLayer slots = train::ToSlots(output, order, kHidden, kOutputs);
    EXPECT_EQ(slots.w.size(1), kHidden);
    const train::OutputLayer back = train::FromSlots(slots, order, kHidden, kOutputs);
    EXPECT_TRUE(torch::equal(back.w, output.w));
    EXPECT_TRUE(torch::equal(back.b, output.b));
  }
}

}  // namespace
}  // namespace jackdaw::test
