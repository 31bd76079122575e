#include "apps/train/grow_net.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/train/training_helpers.h"

namespace jackdaw::test {
namespace {

void SaysTheSame(const prior::BlockShape& from, const prior::BlockShape& to,
                 train::Arithmetic arithmetic) {
  train::BlockNet small = RandomNet(3, from);
  train::BlockNet large = train::Grown(small, to);
  EXPECT_EQ(large->shape(), to);
  const train::Batch batch = BatchOf(RandomImage(5, 9, 7), from.lanes);
  const torch::Tensor last = train::LastGroups(batch.levels, small->order());
  const torch::NoGradGuard guard;
  const train::BlockOutput a = small->forward(batch, last, arithmetic, false);
  const train::BlockOutput b = large->forward(batch, last, arithmetic, false);
  const auto distance = [](const torch::Tensor& x, const torch::Tensor& y) {
    return (x - y).abs().max().item<double>();
  };
  EXPECT_LT(distance(a.mixture, b.mixture), 1e-3);
  EXPECT_LT(distance(a.mean, b.mean), 1e-4);
  EXPECT_LT(distance(a.last, b.last), 1e-3);
}

constexpr prior::BlockShape kLargerLuma = {1, 32, 48, 12, 5, 0, 2};
constexpr prior::BlockShape kLargerChroma = {2, 32, 32, 8, 4, 32, 3};

TEST(GrownNet, SaysTheSame) {
  for (const auto arithmetic : {train::Arithmetic::kBytes, train::Arithmetic::kUnbounded}) {
    SaysTheSame(kSmallLuma, kLargerLuma, arithmetic);
    SaysTheSame(kSmallChroma, kLargerChroma, arithmetic);
    SaysTheSame(kLumaOnLattice, {1, 32, 48, 12, 5, 0, 2, true}, arithmetic);
    SaysTheSame(kChromaOnLattice, {2, 32, 32, 8, 4, 32, 3, true}, arithmetic);
  }
}

TEST(GrownNet, LearnsInAllLayers) {
  train::BlockNet large = train::Grown(RandomNet(4, kSmallLuma), kLargerLuma);
  const train::Batch batch = BatchOf(RandomImage(6, 9, 7), 1);
  const torch::Tensor last = train::LastGroups(batch.levels, large->order());
  const train::BlockOutput out = large->forward(batch, last, train::Arithmetic::kUnbounded, false);
  (out.mixture.square().sum() + out.last.square().sum()).backward();
  // New units reach the outputs by weights that are 0 now, and learn.
  EXPECT_GT(large->output_w.grad()
                .slice(1, kSmallLuma.hidden, kLargerLuma.hidden)
                .abs()
                .sum()
                .item<double>(),
            0);
  EXPECT_GT(large->last_w.grad().slice(1, kSmallLuma.context).abs().sum().item<double>(), 0);
}

TEST(GrownNet, NothingShrinks) {
  const train::BlockNet net = RandomNet(5, kLargerLuma);
  EXPECT_THROW(train::Grown(net, kSmallLuma), std::runtime_error);
  EXPECT_THROW(train::Grown(net, kLargerChroma), std::runtime_error);
  EXPECT_THROW(train::Grown(RandomNet(5, kSmallLuma), kLumaOnLattice), std::runtime_error);
}

}  // namespace
}  // namespace jackdaw::test
