#include "models/infer/kernels.h"

#include <gtest/gtest.h>

#include <string>

#include "models/infer/bounds.h"
#include "models/infer/layers.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

class KernelsTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    kernels_ = infer::FindKernels(GetParam());
    if (kernels_ == nullptr) GTEST_SKIP() << "not on this processor";
  }

  int32_t Within(int32_t bound) {
    const uint32_t kind = rng_.Below(16);
    if (kind == 0) return bound;
    if (kind == 1) return -bound;
    return static_cast<int32_t>(rng_.Below(2 * static_cast<uint32_t>(bound) + 1)) - bound;
  }
  template <class T>
  infer::AlignedVector<T> Numbers(size_t size, int32_t bound) {
    infer::AlignedVector<T> numbers(size + infer::kKernelSlack);
    for (T& x : numbers) x = static_cast<T>(Within(bound));
    return numbers;
  }

  const infer::Kernels& scalar_ = *infer::FindKernels("scalar");
  const infer::Kernels* kernels_ = nullptr;
  TestRng rng_{11};
};

TEST_P(KernelsTest, Dense) {
  for (const int rows : {4, 8, 12, 16, 20, 24, 32, 40, 48, 60, 64, 80, 112, 360}) {
    for (const int columns : {2, 4, 12, 24, 64, 130}) {
      infer::LayerData data;
      data.rows = rows;
      data.columns = columns;
      data.shift = 8;
      std::vector<int> all;
      for (int row = 0; row < rows; ++row) {
        all.push_back(row);
        data.bias.push_back(Within(1 << 26));
        for (int column = 0; column < columns; ++column) {
          data.weights.push_back(static_cast<int16_t>(Within(32767 / ((columns + 7) / 8))));
        }
      }
      const infer::Dense packed(data, all, 0, columns);
      for (size_t n = 1; n <= 30; n += n < 16 ? 1 : 5) {
        const size_t a_pitch = static_cast<size_t>(columns) + 2 * rng_.Below(5);
        const auto a = Numbers<int16_t>(n * a_pitch, 8191);
        const size_t out_pitch = static_cast<size_t>((rows + 15) / 16 * 16);
        infer::AlignedVector<int32_t> wanted(n * out_pitch + infer::kKernelSlack, 77), got = wanted;
        const int used = rng_.Below(2) == 0 || columns == 2 ? columns : columns / 4 * 2;
        scalar_.dense(packed.layer(), used, a.data(), a_pitch, n, wanted.data(), out_pitch);
        kernels_->dense(packed.layer(), used, a.data(), a_pitch, n, got.data(), out_pitch);
        for (size_t i = 0; i < n; ++i) {
          for (size_t j = 0; j < static_cast<size_t>((rows + 7) / 8 * 8); ++j) {
            ASSERT_EQ(got[i * out_pitch + j], wanted[i * out_pitch + j])
                << rows << 'x' << used << ", " << n << " rows, at " << i << ',' << j;
          }
        }
        for (size_t j = n * out_pitch; j < got.size(); ++j) ASSERT_EQ(got[j], 77);
      }
    }
  }
}

TEST_P(KernelsTest, Activate) {
  for (const int width : {4, 8, 12, 16, 20, 24, 28, 36, 64, 128}) {
    for (int shift = 1; shift <= 15; ++shift) {
      for (const bool has_residual : {false, true}) {
        const size_t n = 1 + rng_.Below(5);
        const auto pitch = static_cast<size_t>(width + 8);
        const auto acc = Numbers<int32_t>(n * pitch, rng_.Below(2) == 0 ? 0x3FFFFFFF : 1 << 20);
        const auto residual = Numbers<int16_t>(n * pitch, 8191);
        infer::AlignedVector<int16_t> wanted(n * pitch, 5);
        if (has_residual) std::copy_n(residual.begin(), n * pitch, wanted.begin());
        infer::AlignedVector<int16_t> got = wanted;
        // The residual may be the output itself.
        scalar_.activate(acc.data(), pitch, shift, has_residual ? residual.data() : nullptr, pitch,
                         n, width, wanted.data(), pitch);
        kernels_->activate(acc.data(), pitch, shift, has_residual ? got.data() : nullptr, pitch, n,
                           width, got.data(), pitch);
        ASSERT_EQ(got, wanted) << width << " shift " << shift;
      }
    }
  }
}

TEST_P(KernelsTest, AddFeaturesAndValues) {
  constexpr size_t kSlots = 128;
  for (const int width : {4, 8, 12, 16, 24, 32, 48, 64, 100, 128, 360}) {
    for (const size_t count : {0u, 1u, 2u, 3u, 17u, 128u}) {
      const size_t stride = static_cast<size_t>(width + 15) / 16 * 16;
      const auto weights = Numbers<int16_t>(kSlots * stride * 2 + infer::kKernelSlack, 700);
      const auto values = Numbers<int16_t>(kSlots * stride, 32767);
      std::vector<infer::SparseInput> inputs;
      for (size_t i = 0; i < count; ++i) {
        inputs.push_back({static_cast<uint16_t>(rng_.Below(kSlots)),
                          static_cast<int16_t>(Within(32767)), static_cast<int16_t>(Within(1024)),
                          static_cast<int16_t>(Within(1420))});
      }
      infer::AlignedVector<int32_t> wanted = Numbers<int32_t>(stride, 1 << 30), got = wanted;
      scalar_.add_features(inputs.data(), count, weights.data(), stride, width, wanted.data());
      kernels_->add_features(inputs.data(), count, weights.data(), stride, width, got.data());
      ASSERT_EQ(got, wanted) << width;
      if (width % 16 != 0) continue;
      scalar_.add_values(inputs.data(), count, values.data(), stride, width, wanted.data());
      kernels_->add_values(inputs.data(), count, values.data(), stride, width, got.data());
      ASSERT_EQ(got, wanted) << width;
    }
  }
}

TEST_P(KernelsTest, Mixtures) {
  for (int round = 0; round < 3000; ++round) {
    const size_t size = 1 + rng_.Below(100), padded = (size + 15) / 16 * 16;
    const size_t period = size_t{16} * (1 + rng_.Below(16));
    const auto outputs =
        Numbers<int32_t>(5 * padded, static_cast<int32_t>(1 << (8 + rng_.Below(22))));
    const auto means = Numbers<int32_t>(padded, static_cast<int32_t>(1 << (10 + rng_.Below(21))));
    const auto offsets = Numbers<int32_t>(period, 60000);
    infer::AlignedVector<uint32_t> sigma(period), reciprocal(period);
    for (size_t i = 0; i < period; ++i) {
      sigma[i] = infer::kMinSigma + rng_.Below((1u << (1 + rng_.Below(24))));
      if (sigma[i] > infer::kMaxSigma) sigma[i] = infer::kMaxSigma;
      reciprocal[i] = (1u << 24) / (1 + rng_.Below(1u << rng_.Below(17)));
    }
    const infer::MixtureScales scales = {sigma.data(),
                                         reciprocal.data(),
                                         offsets.data(),
                                         period,
                                         2 + static_cast<int>(rng_.Below(7)),
                                         static_cast<int>(rng_.Below(12))};
    infer::MixtureInputs inputs = {{}, means.data()};
    for (size_t i = 0; i < 5; ++i) inputs.outputs[i] = &outputs[i * padded];
    std::vector<int32_t> wanted(9 * padded, -3), got = wanted;
    for (auto* out : {&wanted, &got}) {
      std::array<int32_t*, 9> m;
      for (size_t i = 0; i < m.size(); ++i) m[i] = out->data() + i * padded;
      const auto u = [&](size_t i) { return reinterpret_cast<uint32_t*>(m[i]); };
      (out == &got ? *kernels_ : scalar_)
          .mixtures(inputs, scales, size,
                    {{m[0], m[1]}, {u(2), u(3)}, u(4), u(5), u(6), m[7], u(8)});
    }
    for (size_t i = 0; i < wanted.size(); ++i) {
      if (i % padded < size) {
        ASSERT_EQ(got[i], wanted[i]) << "array " << i / padded;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, KernelsTest, testing::Values("scalar", "avx2", "avx512", "neon"),
                         [](const auto& table) { return std::string(table.param); });

TEST(Kernels, ByName) {
  EXPECT_NE(infer::FindKernels("scalar"), nullptr);
  EXPECT_EQ(infer::FindKernels("mmx"), nullptr);
  EXPECT_EQ(infer::FindKernels(infer::DefaultKernels().name), &infer::DefaultKernels());
}

}  // namespace
}  // namespace jackdaw::test
