#include "apps/train/export_block.h"

#include <gtest/gtest.h>

#include "apps/train/import_net.h"
#include "apps/train/integer_block_eval.h"
#include "apps/train/train_block.h"
#include "tests/train/training_helpers.h"

namespace jackdaw::test {
namespace {

TEST(ExportBlock, IntegersComeBack) {
  for (const prior::BlockShape& shape :
       {kSmallLuma, kSmallChroma, kLumaOnLattice, kChromaOnLattice}) {
    const prior::BlockNetworkData data = train::ToBlockData(*RandomNet(11, shape));
    const prior::BlockNetworkData again = train::ToBlockData(*train::FromBlockData(data));
    EXPECT_EQ(prior::BlockModelContent({{again}}), prior::BlockModelContent({{data}}));
  }
}

// The float network with rounding codes as the integers do.
void IntegersCodeAlike(const prior::BlockShape& shape) {
  const prior::BlockNetworkData data = train::ToBlockData(*RandomNet(12, shape));
  train::BlockNet net = train::FromBlockData(data);
  const std::vector<train::TrainingImage> images = {RandomImage(6, 8, 7), RandomImage(7, 11, 9)};
  const train::BlockCodeLength real =
      train::MeasureBlocks(net, images, train::Arithmetic::kBytes, 2);
  const train::BlockCodeLength integer = train::IntegerBlockLength(data, images, 2);
  EXPECT_EQ(real.images, 2);
  EXPECT_EQ(integer.images, 2);
  EXPECT_NEAR(integer.level_bytes, real.level_bytes, 2e-3 * real.level_bytes);
  EXPECT_NEAR(integer.last_bytes, real.last_bytes, 2e-3 * real.last_bytes);
}

TEST(ExportBlock, IntegersCodeAlikeLuma) { IntegersCodeAlike(kSmallLuma); }
TEST(ExportBlock, IntegersCodeAlikeChroma) { IntegersCodeAlike(kSmallChroma); }
TEST(ExportBlock, IntegersCodeAlikeOnALattice) {
  IntegersCodeAlike(kLumaOnLattice);
  IntegersCodeAlike(kChromaOnLattice);
}

TEST(ExportBlock, FirstPriorIsAStart) {
  const prior::PriorModelData model =
      prior::RandomPriorModel(3, {1, 16, 32, 8, 5, 0}, {2, 16, 16, 4, 4, 16});
  for (const int components : {2, 3}) {
    const train::BlockNet net = train::FromPriorData(model.chroma, components);
    EXPECT_EQ(net->shape().components, components);
    const prior::BlockNetworkData data = train::ToBlockData(*net);
    EXPECT_EQ(data.sigma, model.chroma.sigma);
    // Both formats round the linear prediction in the same way.
    EXPECT_EQ(data.linear.shift, 14);
    const int finer = data.linear.shift - model.chroma.linear.shift;
    for (size_t i = 0; i < data.linear.weights.size(); ++i) {
      ASSERT_EQ(data.linear.weights[i], model.chroma.linear.weights[i] << finer) << i;
    }
  }
}

}  // namespace
}  // namespace jackdaw::test
