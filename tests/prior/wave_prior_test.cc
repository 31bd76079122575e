#include "models/prior/wave_prior.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/prior/prior_cases.h"
#include "tests/prior/reference_prior.h"

namespace jackdaw::test {
namespace {

constexpr prior::PriorShape kSmallLuma = {1, 16, 32, 4, 3, 0};
constexpr prior::PriorShape kSmallChroma = {2, 16, 16, 12, 7, 16};

void Set(prior::WavePrior& prior, const PriorCase& input, uint32_t row, uint32_t column,
         size_t lane, int k) {
  const int level = input.levels[lane][row * input.columns + column][static_cast<size_t>(k)];
  if (level != 0) prior.SetLevel(row, static_cast<int>(lane), k, level);
}

bool SameBelief(const entropy::ZeroBelief& a, const entropy::ZeroBelief& b) {
  return a.lower == b.lower && a.upper == b.upper && a.log_odds == b.log_odds && a.cost == b.cost;
}

testing::AssertionResult SameMixture(const entropy::LogisticMixture& a,
                                     const entropy::LogisticMixture& b) {
  if (a.mean[0] == b.mean[0] && a.mean[1] == b.mean[1] &&
      a.inverse_scale[0] == b.inverse_scale[0] && a.inverse_scale[1] == b.inverse_scale[1] &&
      a.weight == b.weight) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure()
         << a.mean[0] << ' ' << a.mean[1] << ' ' << a.inverse_scale[0] << ' ' << a.inverse_scale[1]
         << ' ' << a.weight << " but wanted " << b.mean[0] << ' ' << b.mean[1] << ' '
         << b.inverse_scale[0] << ' ' << b.inverse_scale[1] << ' ' << b.weight;
}

enum class Copies { kNone, kSome, kAll };

// Codes the planes as the coefficient coder does and compares every mixture.
void ExpectReference(const prior::PriorNetworkData& data, const PriorCase& input,
                     const infer::Kernels& kernels, Copies copies) {
  const std::vector<std::vector<entropy::LogisticMixture>> wanted = ReferenceMixtures(data, input);
  const prior::PriorNetwork network(data);
  prior::WavePrior prior(network, input.quants, input.luma_quant, input.rows, input.columns,
                         kernels);
  if (input.has_guide) prior.SetGuide(input.guide);
  const auto is_copied = [&](uint32_t row, uint32_t column) {
    return copies == Copies::kAll || (copies == Copies::kSome && (row * 7 + column * 3) % 5 < 2);
  };
  const uint32_t num_waves = input.columns + 2 * (input.rows - 1);
  for (uint32_t wave = 0; wave < num_waves; ++wave) {
    const uint32_t row_begin = wave < input.columns ? 0 : (wave - input.columns) / 2 + 1;
    const uint32_t row_end = std::min(input.rows, wave / 2 + 1);
    prior.BeginWave(wave, row_begin, row_end);
    for (uint32_t row = row_begin; row < row_end; ++row) {
      if (!is_copied(row, wave - 2 * row)) continue;
      for (size_t lane = 0; lane < input.levels.size(); ++lane) {
        for (int k = 0; k < 64; ++k) Set(prior, input, row, wave - 2 * row, lane, k);
      }
    }
    for (int group = 14; group >= 0; --group) {
      for (int lane = 0; lane < data.shape.lanes; ++lane) {
        prior.EvaluateStep(group, lane);
        if (lane >= static_cast<int>(input.levels.size())) continue;
        const size_t begin = prior::kPriorGroupBegin[static_cast<size_t>(group)];
        const size_t end = prior::kPriorGroupBegin[static_cast<size_t>(group) + 1];
        for (uint32_t row = row_begin; row < row_end; ++row) {
          const uint32_t column = wave - 2 * row;
          for (size_t k = end; k-- > begin;) {
            const size_t slot = 64 * static_cast<size_t>(lane) + k;
            ASSERT_TRUE(SameMixture(prior.At(row, lane, static_cast<int>(k)),
                                    wanted[row * input.columns + column][slot]))
                << kernels.name << " row " << row << " column " << column << " slot " << slot;
            const entropy::ZeroBelief zero =
                entropy::BeliefInZero(wanted[row * input.columns + column][slot]);
            ASSERT_TRUE(SameBelief(prior.Zero(row, lane, static_cast<int>(k)), zero));
            ASSERT_EQ(prior.ZeroCosts(row)[k - begin], zero.cost);
            if (is_copied(row, column)) continue;
            Set(prior, input, row, column, static_cast<size_t>(lane), static_cast<int>(k));
          }
        }
      }
    }
    prior.EndWave();
  }
}

struct Grid {
  uint32_t rows, columns;
};
constexpr Grid kGrids[] = {{1, 1}, {1, 2},  {1, 9},  {2, 1},  {9, 1},
                           {5, 9}, {3, 40}, {40, 3}, {33, 60}};

TEST(WavePrior, LumaEqualsReference) {
  TestRng rng(1);
  const prior::PriorModelData model = prior::RandomPriorModel(3, kSmallLuma, kSmallChroma);
  for (const infer::Kernels* kernels : AllKernels()) {
    for (const Grid& grid : kGrids) {
      for (const Copies copies : {Copies::kNone, Copies::kSome, Copies::kAll}) {
        ExpectReference(model.luma, RandomCase(rng, grid.rows, grid.columns, 1), *kernels, copies);
      }
    }
  }
}

TEST(WavePrior, ChromaEqualsReference) {
  TestRng rng(2);
  const prior::PriorModelData model = prior::RandomPriorModel(4, kSmallLuma, kSmallChroma);
  for (const infer::Kernels* kernels : AllKernels()) {
    for (const Grid& grid : kGrids) {
      for (const size_t lanes : {1u, 2u}) {
        const PriorCase input = RandomCase(rng, grid.rows, grid.columns, lanes);
        ExpectReference(model.chroma, input, *kernels, Copies::kNone);
        ExpectReference(model.chroma, input, *kernels, Copies::kSome);
      }
    }
  }
}

TEST(WavePrior, GuidedChromaEqualsReference) {
  TestRng rng(5);
  const prior::PriorModelData model = prior::RandomPriorModel(6, kSmallLuma, kSmallChroma);
  constexpr int kRatios[][2] = {{1, 1}, {2, 2}, {2, 1}, {1, 2}, {4, 1}, {4, 4}, {3, 1}, {1, 3}};
  for (const infer::Kernels* kernels : AllKernels()) {
    for (const auto& [ratio_x, ratio_y] : kRatios) {
      for (const Grid& grid : {Grid{1, 1}, Grid{1, 7}, Grid{6, 1}, Grid{5, 9}}) {
        PriorCase input = RandomCase(rng, grid.rows, grid.columns, 2);
        std::vector<int16_t> coeffs;
        input.has_guide = true;
        MakeGuide(rng, grid.rows, grid.columns, ratio_x, ratio_y, &coeffs, &input.guide);
        ExpectReference(model.chroma, input, *kernels, Copies::kSome);
      }
    }
  }
}

TEST(WavePrior, ShippedShapesEqualReference) {
  TestRng rng(7);
  const prior::PriorModelData model =
      prior::RandomPriorModel(8, prior::kLumaPriorShape, prior::kChromaPriorShape);
  for (const infer::Kernels* kernels : AllKernels()) {
    ExpectReference(model.luma, RandomCase(rng, 7, 13, 1), *kernels, Copies::kSome);
    PriorCase input = RandomCase(rng, 6, 11, 2);
    std::vector<int16_t> coeffs;
    input.has_guide = true;
    MakeGuide(rng, 6, 11, 2, 2, &coeffs, &input.guide);
    ExpectReference(model.chroma, input, *kernels, Copies::kSome);
  }
}

}  // namespace
}  // namespace jackdaw::test
