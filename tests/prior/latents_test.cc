#include "models/prior/latents.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/infer/fixed_tables.h"
#include "tests/prior/reference_prior.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

constexpr prior::PriorShape kLuma = {1, 32, 16, 4, 3, 0, false, 12, 4, 16};
constexpr prior::PriorShape kChroma = {2, 16, 16, 4, 3, 0, false, 4, 8, 48};

PriorCase RandomCase(TestRng& rng, uint32_t rows, uint32_t columns, size_t lanes) {
  PriorCase input;
  input.rows = rows;
  input.columns = columns;
  for (size_t lane = 0; lane < lanes; ++lane) {
    Quant quant;
    for (uint16_t& q : quant) q = static_cast<uint16_t>(1 + rng.Below(40));
    input.quants.push_back(quant);
    std::vector<Levels> blocks(size_t{rows} * columns);
    for (Levels& block : blocks) {
      block.fill(0);
      for (uint32_t i = rng.Below(20); i > 0; --i) {
        const auto bound = static_cast<int>(rng.OneIn(30) ? 32767 : 30);
        block[rng.Below(64)] = static_cast<int16_t>(
            static_cast<int>(rng.Below(2 * static_cast<uint32_t>(bound))) - bound);
      }
    }
    input.levels.push_back(blocks);
  }
  return input;
}

void ExpectSame(const prior::LatentPlane& plane, const ReferencePlane& wanted) {
  ASSERT_EQ(plane.rows, wanted.rows);
  ASSERT_EQ(plane.columns, wanted.columns);
  ASSERT_EQ(static_cast<int64_t>(plane.channels), wanted.channels);
  EXPECT_TRUE(std::equal(plane.values.begin(), plane.values.end(), wanted.values.begin(),
                         wanted.values.end()));
}

std::vector<prior::LatentDistribution> AllDistributionsOfY(const prior::PriorNetwork& network,
                                                           const prior::LatentPlane& z,
                                                           const prior::LatentPlane& y,
                                                           const infer::Kernels& kernels) {
  prior::DistributionsOfY of_y(network, z, y, kernels);
  std::vector<prior::LatentDistribution> all;
  for (uint32_t row = 0; row < y.rows; ++row) {
    const auto distributions = of_y.NextRow();
    all.insert(all.end(), distributions.begin(), distributions.end());
  }
  return all;
}

void ExpectReference(const prior::PriorNetworkData& data, const PriorCase& input,
                     const infer::Kernels& kernels) {
  const prior::PriorNetwork network(data);
  prior::LatentPlane y = prior::MakeY(network, input.rows, input.columns);
  prior::LatentPlane z = prior::MakeZ(network, input.rows, input.columns);
  const prior::LevelReader read = [&](uint32_t row, uint32_t column, int lane, Levels* levels) {
    *levels = input.levels[static_cast<size_t>(lane)][row * input.columns + column];
  };
  prior::EncodeLatents(network, input.quants, input.rows, input.columns, read, &y, &z, kernels);
  const ReferencePlane wanted_y = ReferenceY(data.latents, ReferenceEmbeddings(data, input));
  const ReferencePlane wanted_z = ReferenceZ(data.latents, wanted_y);
  ExpectSame(y, wanted_y);
  ExpectSame(z, wanted_z);

  const ReferencePlane hyper = ReferenceHyper(data.latents, wanted_z);
  const std::vector<prior::LatentDistribution> distributions =
      AllDistributionsOfY(network, z, y, kernels);
  ASSERT_EQ(distributions.size(), y.values.size());
  for (size_t i = 0; i < distributions.size(); ++i) {
    const size_t position = i / y.channels, channel = i % y.channels;
    const int32_t* wanted = &hyper.values[position * 2 * y.channels + channel];
    ASSERT_EQ(distributions[i].mean, wanted[0]);
    ASSERT_EQ(distributions[i].inverse_scale,
              infer::kExpQ20[static_cast<size_t>((wanted[y.channels] + 20480) >> 6)]);
  }

  const ReferencePlane wanted = ReferenceFeatures(data.latents, wanted_y);
  const prior::LatentFeatures features = prior::MakeLatentFeatures(network, y, input.rows, kernels);
  const size_t row_size = features.pitch * static_cast<size_t>(wanted.channels);
  ASSERT_EQ(static_cast<int64_t>(features.pitch), wanted.columns);
  for (size_t i = 0; i < input.rows * row_size; ++i) {
    ASSERT_EQ(features.values[i], wanted.values[i]) << kernels.name << ' ' << i;
  }
}

TEST(Latents, EqualReference) {
  TestRng rng(1);
  const prior::PriorModelData model = prior::RandomPriorModel(1, kLuma, kChroma);
  for (const char* name : {"scalar", "avx2", "avx512", "neon"}) {
    const infer::Kernels* kernels = infer::FindKernels(name);
    if (kernels == nullptr) continue;
    for (const uint32_t rows : {1u, 2u, 4u, 5u, 11u}) {
      for (const uint32_t columns : {1u, 3u, 8u, 37u}) {
        ExpectReference(model.luma, RandomCase(rng, rows, columns, 1), *kernels);
        ExpectReference(model.chroma, RandomCase(rng, rows, columns, 2), *kernels);
      }
    }
  }
}

TEST(Latents, FixedDistributions) {
  prior::PriorModelData model = prior::RandomPriorModel(1, kLuma, kChroma);
  model.luma.latents.z_mean = {0, 4096, -5, 7};
  model.luma.latents.z_log_scale = {0, -prior::kMaxPriorOutput, prior::kMaxPriorOutput, 64};
  const std::vector<prior::LatentDistribution> z =
      prior::DistributionsOfZ(prior::PriorNetwork(model.luma));
  ASSERT_EQ(z.size(), 4u);
  EXPECT_EQ(z[1].mean, 4096);
  EXPECT_EQ(z[0].inverse_scale, infer::kExpQ20[320]);
  EXPECT_EQ(z[1].inverse_scale, infer::kExpQ20[64]);
  EXPECT_EQ(z[2].inverse_scale, infer::kExpQ20[640]);
  EXPECT_EQ(z[3].inverse_scale, infer::kExpQ20[321]);
}

}  // namespace
}  // namespace jackdaw::test
