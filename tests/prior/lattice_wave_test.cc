#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "models/prior/lattice_wave_impl.h"
#include "tests/prior/prior_cases.h"
#include "tests/prior/reference_blocks.h"
#include "tests/prior/wave_check.h"

namespace jackdaw::test {
namespace {

constexpr prior::BlockShape kSmallLuma = {1, 16, 32, 4, 3, 0, 2, true};
constexpr prior::BlockShape kSmallChroma = {2, 16, 16, 12, 7, 16, 2, true};
using prior::kChromaLatticeShape;
using prior::kLumaLatticeShape;

struct Grid {
  uint32_t rows, columns;
};

TEST(Lattice, EachBlockIsInOnePassAfterWhatItSees) {
  for (const Grid& size : {Grid{1, 1}, Grid{1, 20}, Grid{17, 1}, Grid{23, 30}, Grid{16, 16}}) {
    std::set<std::pair<int64_t, int64_t>> coded;
    for (int index = 0; index < prior::kNumPasses; ++index) {
      const prior::LatticePass pass = prior::PassAt(index);
      std::set<std::pair<int64_t, int64_t>> own;
      for (uint32_t i = 0; i < pass.NumRows(size.rows); ++i) {
        for (uint32_t j = 0; j < pass.NumColumns(size.columns); ++j) {
          const uint32_t row = pass.first_row + i * pass.step,
                         column = pass.first_column + j * pass.step;
          ASSERT_TRUE(row < size.rows && column < size.columns);
          ASSERT_EQ(prior::PassOf(row, column), index);
          ASSERT_FALSE(coded.contains({row, column}));
          own.insert({row, column});
          const prior::TapRange taps = prior::SeenTaps(pass.sees);
          for (size_t tap = taps.begin; tap < taps.end; ++tap) {
            const int64_t y = row + prior::kLatticeTaps[tap].row * int64_t{pass.distance},
                          x = column + prior::kLatticeTaps[tap].column * int64_t{pass.distance};
            const bool outside = y < 0 || x < 0 || y >= size.rows || x >= size.columns;
            ASSERT_TRUE(outside || coded.contains({y, x})) << row << ' ' << column;
          }
          const prior::LinearParts parts = prior::LinearPartsOf(pass.sees);
          for (size_t part = 0; part < parts.count; ++part) {
            ASSERT_TRUE(parts.taps[part] >= taps.begin && parts.taps[part] < taps.end);
          }
        }
      }
      coded.merge(own);
    }
    EXPECT_EQ(coded.size(), size_t{size.rows} * size.columns);
  }
}

// Codes planes pass by pass, in waves of at most `most` blocks.
template <prior::BlockShape kShape>
void Walk(const prior::BlockNetworkData& data, const PriorCase& input,
          const infer::Kernels& kernels, Copies copies, uint32_t most) {
  const std::vector<BlockBelief> wanted = ReferenceBlocks(data, input);
  const prior::BlockNetwork<kShape> network(data);
  std::vector<prior::LevelPlane> levels;
  for (const auto& lane : input.levels) levels.push_back(lane[0].data());
  prior::LatticeGrid<kShape> grid(network, input.quants, input.luma_quant, input.rows,
                                  input.columns, levels, kernels);
  if constexpr (kShape.guide_embed > 0) {
    if (input.has_guide) {
      grid.BeginGuide();
      grid.SetGuideRows(input.guide, input.rows / 2, input.rows);
      grid.SetGuideRows(input.guide, 0, input.rows / 2);
    }
  }
  prior::LatticeWave<kShape> wave(grid);
  for (int index = 0; index < prior::kNumPasses; ++index) {
    const prior::LatticePass pass = prior::PassAt(index);
    const uint32_t num_columns = pass.NumColumns(input.columns);
    for (uint32_t row = pass.first_row; row < input.rows; row += pass.step) {
      for (uint32_t begin = 0; begin < num_columns; begin += most) {
        const uint32_t count = std::min(most, num_columns - begin);
        const uint32_t first = pass.first_column + begin * pass.step;
        wave.BeginWave(index, row, first, count);
        WaveCheck check(wave, input, wanted, copies, [&](uint32_t place) {
          return size_t{row} * input.columns + first + place * pass.step;
        });
        check.Run(0, count);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  }
}

constexpr Grid kGrids[] = {{1, 1}, {1, 2}, {1, 9}, {2, 1}, {9, 1}, {5, 9}, {3, 40}, {19, 21}};
constexpr Copies kAllCopies[] = {Copies::kNone, Copies::kSome, Copies::kAll};

TEST(LatticeWave, LumaEqualsReference) {
  TestRng rng(1);
  const prior::BlockNetworkData data = prior::RandomBlockNetwork(3, kSmallLuma);
  for (const infer::Kernels* kernels : AllKernels()) {
    for (const Grid& grid : kGrids) {
      for (const Copies copies : kAllCopies) {
        const PriorCase input = RandomCase(rng, grid.rows, grid.columns, 1);
        Walk<kSmallLuma>(data, input, *kernels, copies, 64);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(LatticeWave, ChromaEqualsReference) {
  TestRng rng(2);
  const prior::BlockNetworkData data = prior::RandomBlockNetwork(4, kSmallChroma);
  for (const infer::Kernels* kernels : AllKernels()) {
    for (const Grid& grid : kGrids) {
      const PriorCase input = RandomCase(rng, grid.rows, grid.columns, 2);
      Walk<kSmallChroma>(data, input, *kernels, Copies::kSome, 5);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(LatticeWave, GuidedChromaEqualsReference) {
  TestRng rng(5);
  const prior::BlockNetworkData data = prior::RandomBlockNetwork(6, kSmallChroma);
  constexpr int kRatios[][2] = {{1, 1}, {2, 2}, {2, 1}, {4, 4}, {1, 3}};
  for (const infer::Kernels* kernels : AllKernels()) {
    for (const auto& [ratio_x, ratio_y] : kRatios) {
      PriorCase input = RandomCase(rng, 9, 7, 2);
      std::vector<int16_t> coeffs;
      input.has_guide = true;
      MakeGuide(rng, 9, 7, ratio_x, ratio_y, &coeffs, &input.guide);
      Walk<kSmallChroma>(data, input, *kernels, Copies::kSome, 64);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(LatticeWave, ShapesOfTheLibraryEqualReference) {
  TestRng rng(7);
  for (const infer::Kernels* kernels : AllKernels()) {
    const PriorCase luma = RandomCase(rng, 10, 13, 1);
    Walk<kLumaLatticeShape>(prior::RandomBlockNetwork(8, kLumaLatticeShape), luma, *kernels,
                            Copies::kSome, 64);
    PriorCase chroma = RandomCase(rng, 9, 11, 2);
    std::vector<int16_t> coeffs;
    chroma.has_guide = true;
    MakeGuide(rng, 9, 11, 2, 2, &coeffs, &chroma.guide);
    Walk<kChromaLatticeShape>(prior::RandomBlockNetwork(9, kChromaLatticeShape), chroma, *kernels,
                              Copies::kSome, 64);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace jackdaw::test
