#include "apps/train/byte_activation.h"

#include <gtest/gtest.h>

namespace jackdaw::test {
namespace {

using torch::Tensor;
using train::Arithmetic;

TEST(ByteActivation, RoundsHalvesUpWithinBytes) {
  const Tensor x = torch::tensor({-3.0, 0.0, 0.4, 0.5, 1.49, 1.5, 126.6, 500.0}) / 32;
  const Tensor y = train::ByteActivation(x, Arithmetic::kBytes) * 32;
  EXPECT_TRUE(torch::equal(y, torch::tensor({0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 127.0, 127.0}))) << y;
  EXPECT_TRUE(torch::equal(train::ByteActivation(x, Arithmetic::kReal) * 32,
                           torch::tensor({0.0, 0.0, 0.4, 0.5, 1.49, 1.5, 126.6, 127.0})));
  EXPECT_TRUE(torch::equal(train::ByteActivation(x, Arithmetic::kUnbounded), torch::relu(x)));
}

TEST(ByteActivation, GradientPassesWithinBytes) {
  Tensor x = torch::tensor({-1.0, 0.01, 2.0, 3.9, 4.1}).requires_grad_();
  (train::ByteActivation(x, Arithmetic::kBytes) * torch::tensor({1.0, 2.0, 3.0, 4.0, 5.0}))
      .sum()
      .backward();
  EXPECT_TRUE(torch::equal(x.grad(), torch::tensor({0.0, 2.0, 3.0, 4.0, 0.0}))) << x.grad();
}

TEST(ByteActivation, ShiftsFillBytes) {
  const Tensor w = torch::tensor({{0.5, -0.99}, {0.1, 1.001}, {63.0, 0.0}, {0.0, 0.0}});
  EXPECT_TRUE(torch::equal(train::ByteShifts(w, {}), torch::tensor({7.0, 6.0, 1.0, 15.0})));
  // 2^22 units of 2^-(5 + shift).
  const Tensor b = torch::tensor({0.0, 4100.0, 0.0, 7.9});
  EXPECT_TRUE(torch::equal(train::ByteShifts(w, b), torch::tensor({7.0, 4.0, 1.0, 14.0})))
      << train::ByteShifts(w, b);
}

TEST(ByteActivation, RoundedRowsAreExactMultiples) {
  Tensor w = torch::rand({5, 300}) * 2 - 1;
  w.requires_grad_();
  const Tensor shifts = train::ByteShifts(w, {});
  const Tensor units = train::RoundRows(w, shifts) * torch::exp2(shifts).unsqueeze(1);
  EXPECT_TRUE(torch::equal(units, torch::round(units)));
  EXPECT_LE(units.abs().max().item<float>(), 127);
  EXPECT_LE((units - w * torch::exp2(shifts).unsqueeze(1)).abs().max().item<float>(), 0.5001F);
  train::RoundRows(w, shifts).sum().backward();
  EXPECT_TRUE(torch::equal(w.grad(), torch::ones_like(w)));
}

}  // namespace
}  // namespace jackdaw::test
