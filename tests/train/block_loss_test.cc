#include "apps/train/block_loss.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/train/training_helpers.h"

namespace jackdaw::test {
namespace {

using torch::Tensor;

TEST(BlockLoss, LastGroupsHaveProbabilitiesThatSumToOne) {
  const Tensor logits = torch::randn({1, 28}).repeat({15, 1}) * 3;
  for (int64_t other = 0; other < 15; other += 7) {
    const Tensor first = torch::arange(15, torch::kLong),
                 second = torch::full({15}, other, torch::kLong);
    const Tensor bits = train::LastBits(logits, torch::stack({first, second}, 1));
    const Tensor rest = train::LastBits(logits.slice(1, 14), second.unsqueeze(1));
    EXPECT_NEAR(torch::exp2(rest - bits).sum().item<float>(), 1, 1e-5);
  }
}

TEST(BlockLoss, LastGroupsOfLevels) {
  const train::SlotOrder order = train::MakeSlotOrder(2);
  Tensor levels = torch::zeros({1, 1, 3, 128});
  // Zigzag 63 of lane 1 is the first slot of step 1; DC does not count.
  levels[0][0][1][order.step_begin[1]] = -2;
  levels[0][0][2][order.Dc(0)] = 5;
  const Tensor last = train::LastGroups(levels, order);
  EXPECT_TRUE(torch::equal(last, torch::tensor({0, 0, 0, 14, 0, 0}, torch::kLong).view({3, 2})));
}

void FusedIsLikeTensors(const prior::BlockShape& shape) {
  train::BlockNet net = RandomNet(7, shape);
  const train::Batch batch = BatchOf(RandomImage(3, 5, 4), shape.lanes);
  const Tensor last = train::LastGroups(batch.levels, net->order());
  train::BlockOutput output = net->forward(batch, last, train::Arithmetic::kReal, false);
  Tensor grads[2][2], bits[2];
  for (int way = 0; way < 2; ++way) {
    output.mixture = output.mixture.detach().clone().requires_grad_();
    output.mean = output.mean.detach().clone().requires_grad_();
    bits[way] = way == 0 ? train::LevelBitsOf(*net, output, batch, last)
                         : train::LevelBitsByTensors(*net, output, batch, last);
    bits[way].sum().backward();
    grads[way][0] = output.mixture.grad();
    grads[way][1] = output.mean.grad();
  }
  EXPECT_TRUE(torch::allclose(bits[0], bits[1], 1e-3, 1e-2)) << (bits[0] - bits[1]).abs().max();
  for (const int i : {0, 1}) {
    const Tensor difference = (grads[0][i] - grads[1][i]).abs().max();
    EXPECT_LE(difference.item<float>(), 2e-3 * grads[1][i].abs().max().item<float>());
  }
}

TEST(BlockLoss, FusedLoopIsLikeTensorsLuma) { FusedIsLikeTensors(kSmallLuma); }
TEST(BlockLoss, FusedLoopIsLikeTensorsChroma) { FusedIsLikeTensors(kSmallChroma); }

// What is known of the last group makes it cheaper, and nothing else.
TEST(BlockLoss, KnownNotToBeZero) {
  train::BlockNet net = RandomNet(8, kSmallLuma);
  train::Batch batch;
  batch.levels = torch::zeros({1, 1, 1, 64});
  batch.quant = torch::full({1, 64}, 150.0);
  // Group 1 has one coefficient, zigzag 1.
  batch.levels[0][0][0][62] = 1;
  const Tensor last = train::LastGroups(batch.levels, net->order());
  ASSERT_EQ(last.item<int64_t>(), 1);
  const train::BlockOutput output = net->forward(batch, last, train::Arithmetic::kReal, false);
  double total = 0;
  for (int level = -1000; level <= 1000; ++level) {
    if (level == 0) continue;
    batch.levels[0][0][0][62] = level;
    const double with_dc = train::LevelBitsOf(*net, output, batch, last).item<double>();
    batch.levels[0][0][0][62] = 0;
    const double dc =
        train::LevelBitsOf(*net, output, batch, torch::zeros_like(last)).item<double>();
    total += std::exp2(dc - with_dc);
  }
  EXPECT_NEAR(total, 1, 5e-3);
}

}  // namespace
}  // namespace jackdaw::test
