#include "models/infer/layers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

const infer::Kernels& Scalar() { return *infer::FindKernels("scalar"); }

infer::LayerData RandomLayer(int rows, int columns, uint32_t seed) {
  infer::LayerData layer = infer::MakeLayer({.rows = rows, .columns = columns});
  TestRng rng(seed);
  const auto within = [&](uint32_t bound) {
    return static_cast<int32_t>(rng.Below(2 * bound + 1)) - static_cast<int32_t>(bound);
  };
  for (int16_t& w : layer.weights) w = static_cast<int16_t>(within(300));
  for (int32_t& b : layer.bias) b = within(1 << 16);
  return layer;
}

int64_t Sum(const infer::LayerData& layer, int row, const std::vector<int>& x) {
  const auto r = static_cast<size_t>(row);
  int64_t sum = layer.bias.empty() ? 0 : layer.bias[r];
  for (size_t k = 0; k < x.size(); ++k) {
    sum += int64_t{layer.weights[r * static_cast<size_t>(layer.columns) + k]} * x[k];
  }
  return sum;
}

int Act(int64_t sum, int shift) {
  const int64_t y = (sum + (int64_t{1} << (shift - 1))) >> shift;
  return static_cast<int>(
      std::clamp<int64_t>(std::max(y, y >> 3), -infer::kMaxActivation, infer::kMaxActivation));
}

std::vector<int> Numbers(size_t size) {
  std::vector<int> x(size);
  for (size_t i = 0; i < size; ++i) x[i] = static_cast<int>(i * 977 % 2001) - 1000;
  return x;
}

infer::AlignedVector<int16_t> Padded(const std::vector<int>& x) {
  infer::AlignedVector<int16_t> padded(x.begin(), x.end());
  padded.resize(x.size() + infer::kKernelSlack);
  return padded;
}

constexpr int kRows = 20, kColumns = 12;

TEST(Layers, DenseAndResidual) {
  const infer::LayerData data = RandomLayer(kRows, kColumns, 1);
  const std::vector<int> x = Numbers(kColumns), base = Numbers(kRows);
  const auto in = Padded(x), residual = Padded(base);
  infer::AlignedVector<int32_t> sums(64);
  infer::AlignedVector<int16_t> out(64);
  const infer::Dense dense(data);
  dense.Propagate(Scalar(), {in.data(), 0}, 1, {sums.data(), dense.SumPitch()}, {out.data(), 0});
  for (int row = 0; row < kRows; ++row) {
    EXPECT_EQ(sums[static_cast<size_t>(row)], Sum(data, row, x));
    EXPECT_EQ(out[static_cast<size_t>(row)], Act(Sum(data, row, x), data.shift));
  }
  const infer::Residual added{infer::Dense(data)};
  added.Propagate(Scalar(), {in.data(), 0}, {residual.data(), 0}, 1,
                  {sums.data(), dense.SumPitch()}, {out.data(), 0});
  for (int row = 0; row < kRows; ++row) {
    const int wanted = Act(Sum(data, row, x), data.shift) + base[static_cast<size_t>(row)];
    EXPECT_EQ(out[static_cast<size_t>(row)],
              std::clamp(wanted, -infer::kMaxActivation, infer::kMaxActivation));
  }
}

TEST(Layers, PartOfALayer) {
  const infer::LayerData data = RandomLayer(kRows, kColumns, 2);
  const infer::Dense part(data, {7, 3, 19}, 4, 6);
  const auto in = Padded(Numbers(6));
  infer::AlignedVector<int32_t> sums(64);
  part.Sum(Scalar(), {in.data(), 0}, 1, {sums.data(), part.SumPitch()});
  std::vector<int> x(4, 0);
  for (const int value : Numbers(6)) x.push_back(value);
  EXPECT_EQ(sums[0], Sum(data, 7, x));
  EXPECT_EQ(sums[1], Sum(data, 3, x));
  EXPECT_EQ(sums[2], Sum(data, 19, x));
}

TEST(Layers, ConstantsBecomePartOfTheBias) {
  const infer::LayerData data = RandomLayer(kRows, kColumns, 3);
  const std::vector<int> x = Numbers(kColumns);
  const infer::FoldedDense folded(data, 8);
  const std::vector<int32_t> constants(x.begin() + 8, x.end());
  const infer::AlignedVector<int32_t> bias = folded.Bias(constants);
  const auto in = Padded(x);
  infer::AlignedVector<int32_t> sums(64);
  infer::AlignedVector<int16_t> out(64);
  folded.Propagate(Scalar(), bias, 8, {in.data(), 0}, 1, {sums.data(), 32}, {out.data(), 0});
  for (int row = 0; row < kRows; ++row) {
    EXPECT_EQ(out[static_cast<size_t>(row)], Act(Sum(data, row, x), data.shift));
  }
}

TEST(Layers, EmbeddingOfSparseFeatures) {
  constexpr int kSlots = 5;
  const infer::LayerData data = RandomLayer(kRows, 2 * kSlots + 2, 4);
  const infer::Embedding embedding(data, kSlots);
  const std::vector<infer::SparseInput> inputs = {{1, 0, 30, -7}, {4, 0, -1000, 1024}};
  std::vector<int> x(2 * kSlots + 2, 0);
  for (const infer::SparseInput& input : inputs) {
    x[input.slot] = input.f1;
    x[size_t{kSlots} + input.slot] = input.f2;
  }
  x[2 * kSlots] = -640;
  x[2 * kSlots + 1] = 2000;
  const infer::AlignedVector<int32_t> bias = embedding.Bias(std::vector<int32_t>{-640, 2000});
  infer::AlignedVector<int32_t> sums(bias.size() + infer::kKernelSlack);
  infer::AlignedVector<int16_t> out(64);
  embedding.Propagate(Scalar(), bias, inputs, sums.data(), out.data());
  for (int row = 0; row < kRows; ++row) {
    EXPECT_EQ(out[static_cast<size_t>(row)], Act(Sum(data, row, x), data.shift));
  }
}

TEST(Layers, SparseValuesOfAColumnRange) {
  infer::LayerData data = infer::MakeLayer({.rows = 32, .columns = 8, .is_bounded = false});
  for (size_t i = 0; i < data.weights.size(); ++i) data.weights[i] = static_cast<int16_t>(i * 37);
  const infer::SparseValues values(data, 3, 5);
  const std::vector<infer::SparseInput> inputs = {{2, 100, 0, 0}};
  infer::AlignedVector<int32_t> sums(64);
  values.Add(Scalar(), inputs, 16, 16, sums.data());
  EXPECT_EQ(sums[15], 0);
  for (size_t row = 16; row < 32; ++row) EXPECT_EQ(sums[row], 100 * data.weights[row * 8 + 5]);
  EXPECT_EQ(values.Weight(2, 31), data.weights[31 * 8 + 5]);
}

// |bias| + rounding + kMaxActivation * sum |w| is one below the limit, then at it.
TEST(LayerData, SumsAreCheckedToTheLastUnit) {
  const infer::LayerShape shape = {.rows = 1, .columns = 8};
  infer::LayerData layer = infer::MakeLayer(shape);
  std::fill(layer.weights.begin(), layer.weights.end(), int16_t{-32768});
  const int64_t others =
      (int64_t{1} << (layer.shift - 1)) + int64_t{infer::kMaxActivation} * 8 * 32768;
  ASSERT_LT(others, infer::kSumLimit);
  layer.bias[0] = static_cast<int32_t>(infer::kSumLimit - 1 - others);
  EXPECT_TRUE(infer::CheckLayer(layer, shape).ok());
  ++layer.bias[0];
  EXPECT_FALSE(infer::CheckLayer(layer, shape).ok());
  layer.bias[0] = -layer.bias[0];
  EXPECT_FALSE(infer::CheckLayer(layer, shape).ok());
}

TEST(LayerData, ShapeAndShift) {
  const infer::LayerShape shape = {.rows = 2, .columns = 4, .min_shift = 5};
  infer::LayerData layer = infer::MakeLayer(shape);
  EXPECT_TRUE(infer::CheckLayer(layer, shape).ok());
  layer.shift = 4;
  EXPECT_FALSE(infer::CheckLayer(layer, shape).ok());
  layer.shift = 16;
  EXPECT_FALSE(infer::CheckLayer(layer, shape).ok());
  layer = infer::MakeLayer(shape);
  layer.bias.pop_back();
  EXPECT_FALSE(infer::CheckLayer(layer, shape).ok());
  EXPECT_FALSE(infer::CheckLayer(infer::MakeLayer({.rows = 4, .columns = 2}), shape).ok());
}

}  // namespace
}  // namespace jackdaw::test
