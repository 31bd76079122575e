#include "apps/train/lattice_net.h"

#include <gtest/gtest.h>

#include "tests/train/training_helpers.h"

namespace jackdaw::test {
namespace {

using torch::Tensor;

train::BlockOutput Forward(train::BlockNet& net, const train::Batch& batch, const Tensor& last) {
  const torch::NoGradGuard guard;
  return net->forward(batch, last, train::Arithmetic::kBytes, false);
}

// What a block holds is seen by later passes alone.
void SeesEarlierPasses(const prior::BlockShape& shape) {
  train::BlockNet net = RandomNet(5, shape);
  const train::Batch batch = BatchOf(RandomImage(4, 20, 18), shape.lanes);
  const int64_t rows = batch.levels.size(1), columns = batch.levels.size(2);
  const Tensor last = torch::full({rows * columns, shape.lanes}, 14, torch::kLong);
  const train::BlockOutput before = Forward(net, batch, last);
  const auto pass_of = [&](int64_t block) {
    return prior::PassOf(static_cast<uint32_t>(block / columns),
                         static_cast<uint32_t>(block % columns));
  };
  int changed = 0;
  for (int64_t from = 0; from < rows * columns; from += 31) {
    train::Batch other = batch;
    other.levels = batch.levels.clone();
    other.levels[0][from / columns][from % columns].add_(3);
    const train::BlockOutput after = Forward(net, other, last);
    for (int64_t block = 0; block < rows * columns; ++block) {
      const bool same = torch::equal(after.last[block], before.last[block]) &&
                        (block == from || torch::equal(after.mean[block], before.mean[block]));
      if (pass_of(block) <= pass_of(from)) {
        ASSERT_TRUE(same) << from << ' ' << block;
      } else if (!same) {
        ++changed;
      }
    }
  }
  EXPECT_GT(changed, 0);
}

TEST(LatticeNet, SeesEarlierPassesLuma) { SeesEarlierPasses(kLumaOnLattice); }
TEST(LatticeNet, SeesEarlierPassesChroma) { SeesEarlierPasses(kChromaOnLattice); }

// A causal network on the lattice says the same of pass 0 as of a block that has no neighbours.
TEST(LatticeNet, BeginsAsTheCausalNetwork) {
  for (const prior::BlockShape& shape : {kSmallLuma, kSmallChroma}) {
    train::BlockNet causal = RandomNet(6, shape);
    train::BlockNet lattice = train::OnLattice(causal);
    EXPECT_TRUE(lattice->shape().lattice);
    const train::Batch batch = BatchOf(RandomImage(4, 5, 4), shape.lanes);
    const Tensor last = train::LastGroups(batch.levels, causal->order());
    const train::BlockOutput a = Forward(causal, batch, last), b = Forward(lattice, batch, last);
    EXPECT_TRUE(torch::allclose(a.last[0], b.last[0]));
    EXPECT_TRUE(torch::allclose(a.mixture[0], b.mixture[0]));
    EXPECT_TRUE(torch::allclose(a.mean[0], b.mean[0], 1e-4, 1e-4));
  }
}

}  // namespace
}  // namespace jackdaw::test
