#include "apps/train/block_net.h"

#include <gtest/gtest.h>

#include "tests/train/training_helpers.h"

namespace jackdaw::test {
namespace {

using torch::Tensor;
using train::Arithmetic;

train::BlockOutput Forward(train::BlockNet& net, const train::Batch& batch, const Tensor& last,
                           train::ChannelRanges* ranges = nullptr) {
  const torch::NoGradGuard guard;
  return net->forward(batch, last, ranges != nullptr ? Arithmetic::kUnbounded : Arithmetic::kBytes,
                      false, ranges);
}

// Outputs of a step: columns of the mixture tensor.
Tensor OutputsOfStep(const train::BlockNetImpl& net, const train::BlockOutput& output, int step) {
  const int begin = net.order().step_begin[static_cast<size_t>(step)],
            end = net.order().step_begin[static_cast<size_t>(step) + 1];
  const int outputs = net.shape().NumOutputs();
  const auto chunk = static_cast<size_t>(step / train::kStepsPerChunk);
  const int first = net.chunk_begin()[chunk], size = net.chunk_begin()[chunk + 1] - first;
  return output.mixture.slice(1, outputs * first, outputs * (first + size))
      .view({-1, outputs, size})
      .slice(2, begin - first, end - first);
}

// No step sees what is coded in it or after it, in its block or in later ones.
void SeesOnlyWhatIsCoded(const prior::BlockShape& shape) {
  train::BlockNet net = RandomNet(5, shape);
  train::Batch batch = BatchOf(RandomImage(4, 4, 3), shape.lanes);
  const Tensor last =
      torch::full({batch.levels.size(1) * batch.levels.size(2), shape.lanes}, 14, torch::kLong);
  const train::BlockOutput before = Forward(net, batch, last);
  const int64_t width = batch.levels.size(2), block = width + 1;
  int seen = 0;
  for (int step = 0; step < net->order().num_steps(); step += 4) {
    train::Batch changed = batch;
    changed.levels = batch.levels.clone();
    Tensor levels = changed.levels[0][1][1];
    levels.slice(0, net->order().step_begin[static_cast<size_t>(step)]).add_(3);
    const train::BlockOutput after = Forward(net, changed, last);
    EXPECT_TRUE(torch::equal(after.mixture.slice(0, 0, block), before.mixture.slice(0, 0, block)));
    EXPECT_TRUE(torch::equal(after.last[block], before.last[block]));
    for (int other = 0; other <= step; ++other) {
      EXPECT_TRUE(torch::equal(OutputsOfStep(*net, after, other)[block],
                               OutputsOfStep(*net, before, other)[block]))
          << step << ' ' << other;
    }
    const auto first = net->order().step_begin[static_cast<size_t>(step)];
    EXPECT_TRUE(torch::equal(after.mean[block].slice(0, 0, first + 1),
                             before.mean[block].slice(0, 0, first + 1)));
    if (!torch::equal(after.last[block + 1], before.last[block + 1])) ++seen;
  }
  EXPECT_GT(seen, 0);  // by the block to the right
}

TEST(BlockNet, SeesOnlyWhatIsCodedLuma) { SeesOnlyWhatIsCoded(kSmallLuma); }
TEST(BlockNet, SeesOnlyWhatIsCodedChroma) { SeesOnlyWhatIsCoded(kSmallChroma); }

TEST(BlockNet, SecondLaneSeesTheFirstsLastGroup) {
  train::BlockNet net = RandomNet(6, kSmallChroma);
  const train::Batch batch = BatchOf(RandomImage(4, 4, 3), 2);
  const int64_t blocks = batch.levels.size(1) * batch.levels.size(2);
  const Tensor low = torch::zeros({blocks, 2}, torch::kLong);
  const Tensor high = torch::tensor({9, 0}, torch::kLong).repeat({blocks, 1});
  const Tensor a = Forward(net, batch, low).last, b = Forward(net, batch, high).last;
  EXPECT_TRUE(torch::equal(a.slice(1, 0, 14), b.slice(1, 0, 14)));
  EXPECT_FALSE(torch::equal(a.slice(1, 14), b.slice(1, 14)));
}

// Without bounds nothing changes, and no activation is beyond a byte afterwards.
TEST(BlockNet, RescaledChannelsGiveTheSame) {
  for (const prior::BlockShape& shape : {kSmallLuma, kSmallChroma}) {
    train::BlockNet net = RandomNet(9, shape);
    const train::Batch batch = BatchOf(RandomImage(5, 6, 5), shape.lanes);
    const Tensor last = train::LastGroups(batch.levels, net->order());
    train::ChannelRanges ranges;
    const train::BlockOutput before = Forward(net, batch, last, &ranges);
    net->RescaleChannels(ranges);
    const train::BlockOutput after = Forward(net, batch, last, &ranges);
    EXPECT_TRUE(torch::allclose(after.mixture, before.mixture, 1e-3, 1e-3));
    EXPECT_TRUE(torch::allclose(after.last, before.last, 1e-3, 1e-3));
    for (const Tensor& range : {ranges.embed, ranges.context, ranges.hidden}) {
      EXPECT_LE(range.max().item<float>(), 1.001 * train::kByteMax);
    }
  }
}

TEST(BlockNet, OutliersAreClipped) {
  train::BlockNet net = RandomNet(10, kSmallLuma);
  const torch::NoGradGuard guard;
  const Tensor before = net->context2_w.clone();
  net->context2_w[3][5] = 500;
  net->ClipOutliers();
  EXPECT_LT(net->context2_w.abs().max().item<float>(), 64);
  EXPECT_GT(net->context2_w[3][5].item<float>(), before.abs().max().item<float>());
  net->context2_w[3][5] = before[3][5];
  EXPECT_TRUE(torch::equal(net->context2_w, before));
}

}  // namespace
}  // namespace jackdaw::test
