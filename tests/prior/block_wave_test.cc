#include <gtest/gtest.h>

#include "models/prior/block_wave_impl.h"
#include "tests/prior/prior_cases.h"
#include "tests/prior/reference_blocks.h"
#include "tests/prior/wave_check.h"

namespace jackdaw::test {
namespace {

constexpr prior::BlockShape kSmallLuma = {1, 16, 32, 4, 3, 0, 2};
constexpr prior::BlockShape kSmallChroma = {2, 16, 16, 12, 7, 16, 2};
using prior::kChromaBlockShape;
using prior::kLumaBlockShape;

// Codes planes in waves.
template <prior::BlockShape kShape>
class Walk {
 public:
  Walk(const prior::BlockNetworkData& data, const PriorCase& input, const infer::Kernels& kernels,
       Copies copies)
      : input_(input),
        copies_(copies),
        wanted_(ReferenceBlocks(data, input)),
        network_(data),
        wave_(network_, input.quants, input.luma_quant, input.rows, input.columns, kernels) {
    if (input.has_guide) wave_.SetGuide(input.guide);
  }

  void Run() {
    const uint32_t num_waves = input_.columns + 2 * (input_.rows - 1);
    for (uint32_t number = 0; number < num_waves; ++number) {
      const uint32_t begin = number < input_.columns ? 0 : (number - input_.columns) / 2 + 1;
      const uint32_t end = std::min(input_.rows, number / 2 + 1);
      wave_.BeginWave(number, begin, end);
      WaveCheck check(wave_, input_, wanted_, copies_, [&](uint32_t row) {
        return size_t{row} * input_.columns + (number - 2 * row);
      });
      check.Run(begin, end);
      if (testing::Test::HasFatalFailure()) return;
    }
  }

 private:
  const PriorCase& input_;
  const Copies copies_;
  const std::vector<BlockBelief> wanted_;
  const prior::BlockNetwork<kShape> network_;
  prior::BlockWave<kShape> wave_;
};

struct Grid {
  uint32_t rows, columns;
};
constexpr Grid kGrids[] = {{1, 1}, {1, 2},  {1, 9},  {2, 1},  {9, 1},
                           {5, 9}, {3, 40}, {40, 3}, {33, 60}};
constexpr Copies kAllCopies[] = {Copies::kNone, Copies::kSome, Copies::kAll};

TEST(BlockWave, LumaEqualsReference) {
  TestRng rng(1);
  const prior::BlockNetworkData data = prior::RandomBlockNetwork(3, kSmallLuma);
  for (const infer::Kernels* kernels : AllKernels()) {
    for (const Grid& grid : kGrids) {
      for (const Copies copies : kAllCopies) {
        const PriorCase input = RandomCase(rng, grid.rows, grid.columns, 1);
        Walk<kSmallLuma>(data, input, *kernels, copies).Run();
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(BlockWave, ChromaEqualsReference) {
  TestRng rng(2);
  const prior::BlockNetworkData data = prior::RandomBlockNetwork(4, kSmallChroma);
  for (const infer::Kernels* kernels : AllKernels()) {
    for (const Grid& grid : kGrids) {
      for (const Copies copies : kAllCopies) {
        const PriorCase input = RandomCase(rng, grid.rows, grid.columns, 2);
        Walk<kSmallChroma>(data, input, *kernels, copies).Run();
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(BlockWave, GuidedChromaEqualsReference) {
  TestRng rng(5);
  const prior::BlockNetworkData data = prior::RandomBlockNetwork(6, kSmallChroma);
  constexpr int kRatios[][2] = {{1, 1}, {2, 2}, {2, 1}, {4, 4}, {1, 3}};
  for (const infer::Kernels* kernels : AllKernels()) {
    for (const auto& [ratio_x, ratio_y] : kRatios) {
      for (const Grid& grid : {Grid{1, 1}, Grid{1, 7}, Grid{6, 1}, Grid{5, 9}}) {
        PriorCase input = RandomCase(rng, grid.rows, grid.columns, 2);
        std::vector<int16_t> coeffs;
        input.has_guide = true;
        MakeGuide(rng, grid.rows, grid.columns, ratio_x, ratio_y, &coeffs, &input.guide);
        Walk<kSmallChroma>(data, input, *kernels, Copies::kSome).Run();
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(BlockWave, DefaultShapesEqualReference) {
  TestRng rng(7);
  for (const infer::Kernels* kernels : AllKernels()) {
    const PriorCase luma = RandomCase(rng, 7, 13, 1);
    Walk<kLumaBlockShape>(prior::RandomBlockNetwork(8, kLumaBlockShape), luma, *kernels,
                          Copies::kSome)
        .Run();
    PriorCase chroma = RandomCase(rng, 6, 11, 2);
    std::vector<int16_t> coeffs;
    chroma.has_guide = true;
    MakeGuide(rng, 6, 11, 2, 2, &coeffs, &chroma.guide);
    Walk<kChromaBlockShape>(prior::RandomBlockNetwork(9, kChromaBlockShape), chroma, *kernels,
                            Copies::kSome)
        .Run();
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace jackdaw::test
