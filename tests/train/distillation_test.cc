#include "apps/train/distillation.h"

#include <gtest/gtest.h>

#include "tests/train/training_helpers.h"

namespace jackdaw::test {
namespace {

using torch::Tensor;
using train::Arithmetic;

// Output of a network whose gradients are kept.
train::BlockOutput OutputOf(train::BlockNet& net, const train::Batch& batch, const Tensor& last) {
  train::BlockOutput output = net->forward(batch, last, Arithmetic::kReal, false);
  for (Tensor* t : {&output.mixture, &output.mean, &output.last}) {
    *t = t->detach().clone().requires_grad_();
  }
  return output;
}

// Nobody is closer to a teacher than the teacher.
void TeacherIsBest(const prior::BlockShape& shape) {
  train::BlockNet teacher = RandomNet(21, shape), other = RandomNet(22, shape);
  const train::Batch batch = BatchOf(RandomImage(8, 4, 5), shape.lanes);
  const Tensor last = train::LastGroups(batch.levels, teacher->order());
  train::BlockOutput own = OutputOf(teacher, batch, last);
  const train::TeacherView view = train::ViewOf(*teacher, own, batch, last);
  const Tensor own_bits = train::DistilledBits(*teacher, own, view, batch, last);
  own_bits.sum().backward();
  train::BlockOutput others = OutputOf(other, batch, last);
  const Tensor other_bits = train::DistilledBits(*other, others, view, batch, last);
  other_bits.sum().backward();
  EXPECT_TRUE((other_bits > own_bits).all().item<bool>());
  const auto size = [](const Tensor& x) { return x.grad().abs().max().item<float>(); };
  EXPECT_LT(size(own.mixture), 1e-3F * size(others.mixture));
  EXPECT_LT(size(own.mean), 1e-3F * size(others.mean));
  EXPECT_LT(size(own.last), 1e-3F * size(others.last));
}

TEST(Distillation, TeacherIsBestLuma) { TeacherIsBest(kSmallLuma); }
TEST(Distillation, TeacherIsBestChroma) { TeacherIsBest(kSmallChroma); }

// The gradient is that of the value.
TEST(Distillation, GradientOfTheValue) {
  train::BlockNet teacher = RandomNet(23, kSmallChroma), net = RandomNet(24, kSmallChroma);
  const train::Batch batch = BatchOf(RandomImage(9, 2, 2), 2);
  const Tensor last = train::LastGroups(batch.levels, net->order());
  const train::TeacherView view =
      train::ViewOf(*teacher, OutputOf(teacher, batch, last), batch, last);
  train::BlockOutput output = OutputOf(net, batch, last);
  train::DistilledBits(*net, output, view, batch, last).sum().backward();
  const torch::NoGradGuard guard;
  const Tensor direction = torch::sign(output.mixture.grad());
  const auto moved = [&](double by) {
    train::BlockOutput there = output;
    there.mixture = output.mixture + direction * by;
    return train::DistilledBits(*net, there, view, batch, last).sum().item<double>();
  };
  constexpr double kStep = 1e-3;
  const double slope = (moved(kStep) - moved(-kStep)) / (2 * kStep);
  const double expected = output.mixture.grad().abs().sum().item<double>();
  EXPECT_NEAR(slope, expected, 0.02 * expected);
}

}  // namespace
}  // namespace jackdaw::test
