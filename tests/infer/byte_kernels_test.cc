#include "models/infer/byte_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "models/infer/byte_layers.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

// A layer with weights of all sizes; some rows have the largest ones only.
struct RandomLayer {
  RandomLayer(TestRng& rng, int rows, int columns) : data{rows, columns, {}, {}, {}} {
    for (int row = 0; row < rows; ++row) {
      const uint32_t kind = rng.Below(4);
      for (int column = 0; column < columns; ++column) {
        const int w = kind == 0 ? -128 : kind == 1 ? 127 : static_cast<int>(rng.Below(256)) - 128;
        data.weights.push_back(static_cast<int8_t>(w));
      }
      data.bias.push_back(static_cast<int32_t>(rng.Below(1u << 24)) - (1 << 23));
      data.shift.push_back(static_cast<uint8_t>(1 + rng.Below(15)));
    }
  }

  infer::ByteLayerData data;
};

class ByteKernelsTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const infer::Kernels* kernels = infer::FindKernels(GetParam());
    if (kernels == nullptr) GTEST_SKIP() << "not on this processor";
    kernels_ = &infer::ByteKernelsFor(*kernels);
    ASSERT_STREQ(kernels_->name, GetParam());
  }

  infer::AlignedVector<uint8_t> Activations(size_t size) {
    infer::AlignedVector<uint8_t> numbers(size + infer::kByteSlack);
    for (uint8_t& x : numbers) {
      const uint32_t kind = rng_.Below(4);
      x = static_cast<uint8_t>(kind == 0 ? 0 : kind == 1 ? infer::kMaxByte : rng_.Below(128));
    }
    return numbers;
  }
  infer::AlignedVector<int32_t> Sums(size_t size, uint32_t bound) {
    infer::AlignedVector<int32_t> numbers(size + infer::kKernelSlack);
    for (int32_t& x : numbers) {
      x = static_cast<int32_t>(rng_.Below(2 * bound + 1)) - static_cast<int32_t>(bound);
    }
    return numbers;
  }
  // One shift a column, for whole panels.
  infer::AlignedVector<int32_t> Shifts(int width) {
    infer::AlignedVector<int32_t> shifts(infer::RoundUpToPanel(static_cast<size_t>(width)));
    for (int32_t& s : shifts) s = 1 + static_cast<int32_t>(rng_.Below(15));
    return shifts;
  }

  const infer::ByteKernels& scalar_ = infer::ByteKernelsFor(*infer::FindKernels("scalar"));
  const infer::ByteKernels* kernels_ = nullptr;
  TestRng rng_{12};
};

TEST_P(ByteKernelsTest, Dense) {
  for (const int rows : {4, 5, 8, 12, 14, 16, 20, 24, 28, 40, 48, 64, 80, 128}) {
    for (const int columns : {4, 8, 12, 24, 64, 132, 640}) {
      const RandomLayer layer(rng_, rows, columns);
      const infer::ByteDense dense(layer.data);
      for (size_t n = 1; n <= 30; n += n < 14 ? 1 : 5) {
        const size_t a_pitch = static_cast<size_t>(columns) + rng_.Below(9);
        const auto a = Activations(n * a_pitch);
        const size_t out_pitch = dense.SumPitch();
        infer::AlignedVector<int32_t> wanted(n * out_pitch + infer::kKernelSlack, 77), got = wanted;
        const int skip = columns > 8 ? 4 * static_cast<int>(rng_.Below(3)) : 0;
        const infer::ByteInputs in = {a.data() + skip, a_pitch};
        dense.Sum(scalar_, in, skip, columns, nullptr, n, {wanted.data(), out_pitch});
        dense.Sum(*kernels_, in, skip, columns, nullptr, n, {got.data(), out_pitch});
        for (size_t i = 0; i < n; ++i) {
          for (size_t j = 0; j < static_cast<size_t>((rows + 7) / 8 * 8); ++j) {
            ASSERT_EQ(got[i * out_pitch + j], wanted[i * out_pitch + j])
                << rows << 'x' << columns << ", " << n << " rows, at " << i << ',' << j;
          }
        }
        for (size_t j = n * out_pitch; j < got.size(); ++j) ASSERT_EQ(got[j], 77);
      }
    }
  }
}

// Layers of which some groups just fit 16 bits, some not, with activations that are all largest or
// random: the same sums as one by one.
TEST_P(ByteKernelsTest, GroupsThatJustFit) {
  for (int round = 0; round < 40; ++round) {
    const int rows = 1 + static_cast<int>(rng_.Below(40));
    const int columns = 4 * (1 + static_cast<int>(rng_.Below(40)));
    // Eight weights share a sum of 16 bits: 258 in all is the limit, 8 * 32 fits, 8 * 33 does not.
    RandomLayer layer(rng_, rows, columns);
    for (int8_t& w : layer.data.weights) {
      const int size = 32 + static_cast<int>(rng_.Below(40) == 0 ? rng_.Below(96) : 0);
      w = static_cast<int8_t>(round % 3 == 0 ? size : round % 3 == 1 ? -size : w / 5);
    }
    const infer::ByteDense dense(layer.data);
    const size_t n = 1 + rng_.Below(9), a_pitch = static_cast<size_t>(columns);
    infer::AlignedVector<uint8_t> a = Activations(n * a_pitch);
    if (round % 2 == 0) std::fill(a.begin(), a.end(), uint8_t{infer::kMaxByte});
    for (int skip = 0; skip < std::min(columns, 32); skip += 4) {
      const infer::ByteInputs in = {a.data() + skip, a_pitch};
      const size_t pitch = dense.SumPitch();
      infer::AlignedVector<int32_t> wanted(n * pitch + infer::kKernelSlack), got = wanted;
      const int end = columns - 4 * static_cast<int>(rng_.Below(2)) * (skip + 4 < columns ? 1 : 0);
      dense.Sum(scalar_, in, skip, end, nullptr, n, {wanted.data(), pitch});
      dense.Sum(*kernels_, in, skip, end, nullptr, n, {got.data(), pitch});
      for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j < static_cast<size_t>(rows); ++j) {
          ASSERT_EQ(got[i * pitch + j], wanted[i * pitch + j])
              << rows << 'x' << columns << ", skip " << skip << ", at " << i << ',' << j;
        }
      }
    }
  }
}

// Against plain sums of products.
TEST_P(ByteKernelsTest, DenseIsTheProduct) {
  const RandomLayer layer(rng_, 20, 36);
  const infer::ByteDense dense(layer.data, {3, 19, 7}, 4, 32);
  const auto a = Activations(2 * 32);
  std::vector<int32_t> sums(2 * 16 + infer::kKernelSlack);
  dense.Sum(*kernels_, {a.data(), 32}, 2, {sums.data(), 16});
  for (size_t n = 0; n < 2; ++n) {
    for (size_t i = 0; i < 3; ++i) {
      const size_t row = i == 0 ? 3 : i == 1 ? 19 : 7;
      int32_t wanted = layer.data.bias[row];
      for (size_t k = 0; k < 32; ++k)
        wanted += layer.data.weights[row * 36 + 4 + k] * a[n * 32 + k];
      EXPECT_EQ(sums[n * 16 + i], wanted);
      EXPECT_EQ(dense.shift()[i], layer.data.shift[row]);
    }
  }
}

TEST_P(ByteKernelsTest, Activations) {
  for (const int width : {4, 8, 12, 16, 20, 24, 28, 36, 64, 128}) {
    for (int round = 0; round < 60; ++round) {
      const size_t n = 1 + rng_.Below(5);
      const auto pitch = static_cast<size_t>(width + 4);
      const auto shifts = Shifts(width);
      const uint32_t bound = 1u << (6 + rng_.Below(24));
      const auto acc = Sums(n * pitch, bound);
      // (acc << 7) + features stays below 2^31.
      const auto small = Sums(n * pitch, 1u << (3 + rng_.Below(20)));
      const auto features = Sums(n * pitch, 1u << (10 + rng_.Below(20)));
      const auto base = Activations(n * pitch);
      infer::AlignedVector<uint8_t> wanted = Activations(n * pitch), got = wanted;
      scalar_.activate_hidden(acc.data(), pitch, shifts.data(), n, width, wanted.data(), pitch);
      kernels_->activate_hidden(acc.data(), pitch, shifts.data(), n, width, got.data(), pitch);
      ASSERT_EQ(got, wanted) << width;
      scalar_.activate_features(small.data(), pitch, features.data(), pitch, shifts.data(), n,
                                width, wanted.data(), pitch);
      kernels_->activate_features(small.data(), pitch, features.data(), pitch, shifts.data(), n,
                                  width, got.data(), pitch);
      ASSERT_EQ(got, wanted) << width;
      // The base may be the output itself.
      wanted = got = base;
      scalar_.add_hidden(acc.data(), pitch, shifts.data(), wanted.data(), pitch, n, width,
                         wanted.data(), pitch);
      kernels_->add_hidden(acc.data(), pitch, shifts.data(), got.data(), pitch, n, width,
                           got.data(), pitch);
      ASSERT_EQ(got, wanted) << width;
    }
  }
}

TEST_P(ByteKernelsTest, ActivationsByHand) {
  const infer::AlignedVector<int32_t> shifts(16, 3);
  std::vector<int32_t> acc = {-100, 3, 4, 11, 12, 8 * 127 + 3, 8 * 127 + 4, 1 << 30};
  std::vector<uint8_t> out(8), sums(8);
  kernels_->activate_hidden(acc.data(), 8, shifts.data(), 1, 8, out.data(), 8);
  EXPECT_EQ(out, (std::vector<uint8_t>{0, 0, 1, 1, 2, 127, 127, 127}));
  std::vector<uint8_t> base = {5, 6, 126, 127, 1, 1, 0, 127};
  kernels_->add_hidden(acc.data(), 8, shifts.data(), base.data(), 8, 1, 8, sums.data(), 8);
  EXPECT_EQ(sums, (std::vector<uint8_t>{5, 6, 127, 127, 3, 127, 127, 127}));
  for (int32_t& x : acc) x = x > 1000 ? 1000 : x;
  const std::vector<int32_t> features = {0, 128, -128, 0, 0, 0, 0, -128000};
  kernels_->activate_features(acc.data(), 8, features.data(), 8, shifts.data(), 1, 8, out.data(),
                              8);
  EXPECT_EQ(out, (std::vector<uint8_t>{0, 1, 0, 1, 2, 125, 125, 0}));
}

TEST_P(ByteKernelsTest, Outputs) {
  for (const int width : {1, 5, 14, 16, 28, 40, 80}) {
    for (int round = 0; round < 60; ++round) {
      const size_t n = 1 + rng_.Below(5), pitch = infer::RoundUpToPanel(static_cast<size_t>(width));
      const auto shifts = Shifts(width);
      const auto acc = Sums(n * pitch, 1u << (3 + rng_.Below(21)));
      infer::AlignedVector<int32_t> wanted(n * pitch, 3), got = wanted;
      scalar_.outputs(acc.data(), pitch, shifts.data(), n, width, wanted.data(), pitch);
      kernels_->outputs(acc.data(), pitch, shifts.data(), n, width, got.data(), pitch);
      for (size_t i = 0; i < n * pitch; ++i) {
        if (i % pitch < static_cast<size_t>(width)) {
          ASSERT_EQ(got[i], wanted[i]) << width;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, ByteKernelsTest,
                         testing::Values("scalar", "avx2", "avx512", "neon"),
                         [](const auto& table) { return std::string(table.param); });

}  // namespace
}  // namespace jackdaw::test
