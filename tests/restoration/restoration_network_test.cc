// The network against its definition in restoration_shape.h, computed plainly.
#include "models/pixels/restoration_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>

#include "tests/support/test_rng.h"

namespace jackdaw::restoration {
namespace {

constexpr Lattice kLattice = {17, 11};
constexpr LatticeRange kAllRows = {0, kLattice.height}, kAllCols = {0, kLattice.width};
constexpr RestorationShape kSmall = {.channels = 8, .pairs = 2};
constexpr RestorationShape kSmallPair = {.components = 2,
                                         .channels = 8,
                                         .pairs = 1,
                                         .first_kernel = 1,
                                         .last_kernel = 1,
                                         .guided = true,
                                         .sampling_values = 2,
                                         .detail_blocks = 4};

std::vector<float> RandomFloats(size_t n, double magnitude, uint64_t seed) {
  test::TestRng rng(seed);
  std::vector<float> out(n);
  for (float& value : out) {
    value = static_cast<float>((rng.Below(20001) / 10000.0 - 1) * magnitude);
  }
  return out;
}

// [row][col][channel].
struct Grid {
  uint32_t channels = 0;
  std::vector<float> values;

  float At(int64_t row, int64_t col, size_t channel) const {
    if (row < 0 || col < 0 || row >= kLattice.height || col >= kLattice.width) return 0;
    return values[(static_cast<size_t>(row) * kLattice.width + static_cast<size_t>(col)) *
                      channels +
                  channel];
  }
};

struct Example {
  RestorationWeights weights;
  std::vector<float> style;
  Grid features;

  explicit Example(const RestorationShape& shape)
      : weights{shape, RandomFloats(NumParameters(shape), 0.2, 1)},
        style(RandomFloats(shape.table_values(), 1, 2)),
        features{shape.features(),
                 RandomFloats(size_t{kLattice.width} * kLattice.height * shape.features(), 1, 3)} {}

  Grid Convolve(const Grid& in, size_t index) const {
    const ConvolutionPlace place = Convolutions(weights.shape)[index];
    const std::vector<float> styled = GainsAndOffsets(weights, style)[index];
    const float* w = weights.parameters.data() + place.weights;
    const int64_t k = place.kernel, border = k / 2;
    Grid out{place.outputs, {}};
    for (int64_t row = 0; row < kLattice.height; ++row) {
      for (int64_t col = 0; col < kLattice.width; ++col) {
        for (size_t o = 0; o < place.outputs; ++o) {
          double sum = 0;
          for (size_t i = 0; i < place.inputs; ++i) {
            for (int64_t y = 0; y < k; ++y) {
              for (int64_t x = 0; x < k; ++x) {
                const auto at = static_cast<size_t>(y * k + x);
                sum += double{w[(o * place.inputs + i) * static_cast<size_t>(k * k) + at]} *
                       in.At(row + y - border, col + x - border, i);
              }
            }
          }
          out.values.push_back(static_cast<float>(sum * styled[o] + styled[place.outputs + o]));
        }
      }
    }
    return out;
  }

  // Before the last convolution.
  Grid Trunk() const {
    Grid x = Convolve(features, 0);
    for (size_t i = 0; i < weights.shape.pairs; ++i) {
      Grid hidden = Convolve(x, 1 + 2 * i);
      for (float& value : hidden.values) value = std::max(value, 0.0f);
      const Grid change = Convolve(hidden, 2 + 2 * i);
      for (size_t j = 0; j < x.values.size(); ++j) x.values[j] += change.values[j];
    }
    return x;
  }

  Result<RestorationNetwork> Make(Precision precision = Precision::kFloat32) const {
    return RestorationNetwork::Make(weights, style, kLattice, precision);
  }
  RestorationNetwork::FeatureRow FeatureRows() const {
    return [this](uint32_t row, LatticeRange cols, float* out) {
      const size_t begin = (size_t{row} * kLattice.width + cols.begin) * features.channels;
      std::copy_n(features.values.begin() + static_cast<std::ptrdiff_t>(begin),
                  size_t{cols.size()} * features.channels, out);
    };
  }
};

void ExpectNear(const std::vector<float>& a, const std::vector<float>& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], tolerance) << i;
}

class RestorationNetworkTest : public testing::Test {
 protected:
  void SetUp() override {
    const Status loaded = LoadRestoration();
    if (!loaded.ok()) GTEST_SKIP() << loaded.error().message;
  }
};

TEST_F(RestorationNetworkTest, FollowsItsDefinition) {
  for (const RestorationShape& shape : {kSmall, kSmallPair}) {
    const Example example(shape);
    Result<RestorationNetwork> network = example.Make();
    ASSERT_TRUE(network.ok());
    RestorationOutput output;
    ASSERT_TRUE(
        network.value().Compute({kAllRows, kAllCols}, example.FeatureRows(), true, &output).ok());
    const Grid trunk = example.Trunk();
    const size_t last = 1 + 2 * size_t{shape.pairs};
    ExpectNear(output.corrections, example.Convolve(trunk, last).values, 2e-3);
    if (shape.details() > 0) {
      ExpectNear(output.details, example.Convolve(trunk, last + 1).values, 2e-3);
    } else {
      EXPECT_TRUE(output.details.empty());
    }
  }
}

// The same where there is no bfloat16.
TEST_F(RestorationNetworkTest, ReducedPrecisionIsClose) {
  for (const RestorationShape& shape : {kSmall, kSmallPair}) {
    const Example example(shape);
    std::array<RestorationOutput, 2> outputs;
    for (const Precision precision : {Precision::kFloat32, Precision::kFastest}) {
      Result<RestorationNetwork> network = example.Make(precision);
      ASSERT_TRUE(network.ok());
      ASSERT_TRUE(network.value()
                      .Compute({kAllRows, kAllCols}, example.FeatureRows(), true,
                               &outputs[static_cast<size_t>(precision)])
                      .ok());
    }
    const std::vector<float>&exact = outputs[1].corrections, &reduced = outputs[0].corrections;
    ASSERT_EQ(exact.size(), reduced.size());
    double difference = 0, size = 0;
    for (size_t i = 0; i < exact.size(); ++i) {
      difference += std::pow(double{exact[i]} - reduced[i], 2);
      size += std::pow(double{exact[i]}, 2);
    }
    EXPECT_LT(std::sqrt(difference / size), 0.02);
    EXPECT_EQ(outputs[0].details.size(), outputs[1].details.size());
  }
}

TEST_F(RestorationNetworkTest, BlocksDoNotDependOnThoseComputedTogether) {
  const Example example(kSmall);
  Result<RestorationNetwork> network = example.Make();
  ASSERT_TRUE(network.ok());
  RestorationOutput all;
  ASSERT_TRUE(
      network.value().Compute({kAllRows, kAllCols}, example.FeatureRows(), false, &all).ok());
  const Grid wanted{64, all.corrections};
  for (const uint32_t size : {1u, 2u, 5u}) {
    for (uint32_t row = 0; row < kLattice.height; row += size) {
      for (uint32_t col = 0; col < kLattice.width; col += size) {
        const LatticeArea area = {{row, std::min(row + size, kLattice.height)},
                                  {col, std::min(col + size, kLattice.width)}};
        RestorationOutput some;
        ASSERT_TRUE(network.value().Compute(area, example.FeatureRows(), false, &some).ok());
        ASSERT_EQ(some.corrections.size(), size_t{area.rows.size()} * area.cols.size() * 64);
        for (size_t k = 0; k < 64; ++k) {
          ASSERT_NEAR(some.corrections[k], wanted.At(row, col, k), 1e-4);
          ASSERT_NEAR(some.corrections[some.corrections.size() - 64 + k],
                      wanted.At(area.rows.end - 1, area.cols.end - 1, k), 1e-4);
        }
      }
    }
  }
}

TEST_F(RestorationNetworkTest, AsksForTheBlocksItDependsOn) {
  const Example example(kSmall);
  Result<RestorationNetwork> network = example.Make();
  ASSERT_TRUE(network.ok());
  std::vector<uint32_t> asked;
  const auto features = [&](uint32_t row, LatticeRange cols, float* out) {
    asked.push_back(row);
    EXPECT_EQ(cols.begin, 2u);
    EXPECT_EQ(cols.end, 15u);
    example.FeatureRows()(row, cols, out);
  };
  RestorationOutput output;
  ASSERT_TRUE(network.value().Compute({{8, 9}, {8, 9}}, features, false, &output).ok());
  // 1 + 2 x 2 + 1 blocks on every side, as far as there are any.
  EXPECT_EQ(Halo(kSmall), 6u);
  EXPECT_EQ(asked, (std::vector<uint32_t>{2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

// The library counts its threads itself.
TEST_F(RestorationNetworkTest, StartsNoThreads) {
  const auto num_threads = [] {
    std::ifstream status("/proc/self/status");
    std::string word;
    int count = 0;
    while (status >> word) {
      if (word == "Threads:") status >> count;
    }
    return count;
  };
  if (num_threads() == 0) GTEST_SKIP() << "no /proc";
  int during = 0;
  std::thread([&] {
    const Example example(kSmall);
    Result<RestorationNetwork> network = example.Make();
    RestorationOutput output;
    if (!network.ok() || !network.value()
                              .Compute({kAllRows, kAllCols}, example.FeatureRows(), false, &output)
                              .ok()) {
      return;
    }
    during = num_threads();
  }).join();
  EXPECT_EQ(during, num_threads() + 1);
}

}  // namespace
}  // namespace jackdaw::restoration
