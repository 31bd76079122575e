#include <gtest/gtest.h>

#include "models/prior/block_wave_impl.h"
#include "models/prior/prior_order.h"
#include "tests/prior/prior_cases.h"
#include "tests/prior/reference_blocks.h"

namespace jackdaw::test {
namespace {

constexpr prior::BlockShape kSmallLuma = {1, 16, 32, 4, 3, 0, 2};
constexpr prior::BlockShape kSmallChroma = {2, 16, 16, 12, 7, 16, 2};
using prior::kChromaBlockShape;
using prior::kLumaBlockShape;

enum class Copies { kNone, kSome, kAll };

// Codes planes as the coefficient coder does and compares all that the network says.
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
    for (number_ = 0; number_ < num_waves; ++number_) {
      const uint32_t begin = number_ < input_.columns ? 0 : (number_ - input_.columns) / 2 + 1;
      const uint32_t end = std::min(input_.rows, number_ / 2 + 1);
      wave_.BeginWave(number_, begin, end);
      for (uint32_t row = begin; row < end; ++row) {
        for (int lane = 0; lane < kLanes; ++lane) Start(row, lane);
      }
      wave_.BeginSteps();
      for (int group = 14; group >= 0; --group) {
        for (int lane = 0; lane < kLanes; ++lane) {
          Step(group, lane, begin, end);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
      wave_.EndWave();
    }
  }

 private:
  size_t At(uint32_t row) const { return row * input_.columns + (number_ - 2 * row); }
  const Levels& LevelsOf(uint32_t row, int lane) const {
    return input_.levels[static_cast<size_t>(lane)][At(row)];
  }
  bool IsCopied(uint32_t row, int lane) const {
    return copies_ == Copies::kAll ||
           (copies_ == Copies::kSome && (At(row) * 7 + static_cast<size_t>(lane)) % 5 < 2);
  }

  void Start(uint32_t row, int lane) {
    const Levels& levels = LevelsOf(row, lane);
    const int last = ReferenceLast(levels);
    if (!IsCopied(row, lane)) {
      for (int threshold = 1; threshold <= 14; ++threshold) {
        EXPECT_EQ(
            wave_.LastLogit(row, lane, threshold),
            wanted_[At(row)].last[static_cast<size_t>(lane)][static_cast<size_t>(threshold) - 1]);
      }
      wave_.SetLast(row, lane, last);
      return;
    }
    wave_.SetCopied(row, lane, last);
    for (int k = 63; k >= 0; --k) {
      const int level = levels[static_cast<size_t>(k)];
      if (level != 0) wave_.SetCopiedLevel(row, lane, k, level);
    }
  }

  void Step(int group, int lane, uint32_t begin, uint32_t end) {
    const auto rows = wave_.EvaluateStep(group, lane);
    // All rows that have levels to be coded, each once, higher last groups first.
    size_t num_rows = 0;
    for (uint32_t row = begin; row < end; ++row) {
      if (!IsCopied(row, lane) && ReferenceLast(LevelsOf(row, lane)) >= group) {
        ++num_rows;
        ASSERT_NE(std::find(rows.begin(), rows.end(), row), rows.end());
      }
    }
    ASSERT_EQ(rows.size(), num_rows);
    for (size_t i = 0; i < rows.size(); ++i) Block(group, lane, i, rows[i]);
  }

  void Block(int group, int lane, size_t i, uint32_t row) {
    const int first = prior::kPriorGroupBegin[static_cast<size_t>(group)];
    for (int k = prior::kPriorGroupBegin[static_cast<size_t>(group) + 1]; k-- > first;) {
      const entropy::LogisticMixture& wanted =
          wanted_[At(row)].mixtures[static_cast<size_t>(64 * lane + k)];
      const entropy::LogisticMixture got = wave_.At(i, k);
      for (size_t j = 0; j < 2; ++j) {
        ASSERT_EQ(got.mean[j], wanted.mean[j]) << "row " << row << " group " << group;
        ASSERT_EQ(got.inverse_scale[j], wanted.inverse_scale[j]);
      }
      ASSERT_EQ(got.weight, wanted.weight);
      const entropy::ZeroBelief zero = entropy::BeliefInZero(wanted);
      ASSERT_EQ(wave_.Zero(i, k).log_odds, zero.log_odds);
      ASSERT_EQ(wave_.Zero(i, k).lower, zero.lower);
      ASSERT_EQ(wave_.Zero(i, k).upper, zero.upper);
      ASSERT_EQ(wave_.ZeroCosts(i)[k - first], zero.cost);
      const int level = LevelsOf(row, lane)[static_cast<size_t>(k)];
      if (level != 0) wave_.SetLevel(i, lane, k, level);
    }
  }

  const PriorCase& input_;
  const Copies copies_;
  static constexpr int kLanes = kShape.lanes;
  const std::vector<BlockBelief> wanted_;
  const prior::BlockNetwork<kShape> network_;
  prior::BlockWave<kShape> wave_;
  uint32_t number_ = 0;
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
