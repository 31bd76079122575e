#include "apps/sweep/measures/ms_ssim.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/sweep/test_pictures.h"

namespace jackdaw::sweep {
namespace {

constexpr double kC1 = 6.5025, kC2 = 58.5225;  // (0.01 * 255)^2, (0.03 * 255)^2

Plane Constant(size_t width, size_t height, double value) {
  return {width, height, std::vector<double>(width * height, value)};
}

// The definition as it stands in the paper: one window at a time, two-dimensional weights, moments
// about the means.
struct Similarity {
  double contrast_structure = 0, luminance_too = 0;
};

Similarity PlainSimilarity(const Plane& a, const Plane& b) {
  std::array<std::array<double, 11>, 11> weights;
  double sum = 0;
  for (int i = 0; i < 11; ++i) {
    for (int j = 0; j < 11; ++j) {
      weights[i][j] = std::exp(-((i - 5) * (i - 5) + (j - 5) * (j - 5)) / 4.5);
      sum += weights[i][j];
    }
  }
  Similarity total;
  size_t count = 0;
  for (size_t y = 0; y + 11 <= a.height_px; ++y) {
    for (size_t x = 0; x + 11 <= a.width_px; ++x, ++count) {
      const auto mean = [&](const auto& f) {
        double m = 0;
        for (size_t i = 0; i < 11; ++i) {
          for (size_t j = 0; j < 11; ++j) {
            const size_t at = (y + i) * a.width_px + x + j;
            m += weights[i][j] / sum * f(a.samples[at], b.samples[at]);
          }
        }
        return m;
      };
      const double ma = mean([](double p, double) { return p; });
      const double mb = mean([](double, double q) { return q; });
      const double va = mean([&](double p, double) { return (p - ma) * (p - ma); });
      const double vb = mean([&](double, double q) { return (q - mb) * (q - mb); });
      const double cov = mean([&](double p, double q) { return (p - ma) * (q - mb); });
      const double cs = (2 * cov + kC2) / (va + vb + kC2);
      total.contrast_structure += cs;
      total.luminance_too += cs * (2 * ma * mb + kC1) / (ma * ma + mb * mb + kC1);
    }
  }
  return {total.contrast_structure / static_cast<double>(count),
          total.luminance_too / static_cast<double>(count)};
}

Plane PlainHalf(const Plane& in) {
  Plane out = Constant((in.width_px + 1) / 2, (in.height_px + 1) / 2, 0);
  for (size_t y = 0; y < out.height_px; ++y) {
    for (size_t x = 0; x < out.width_px; ++x) {
      for (size_t k = 0; k < 4; ++k) {
        const size_t from_y = std::min(2 * y + k / 2, in.height_px - 1);
        const size_t from_x = std::min(2 * x + k % 2, in.width_px - 1);
        out.samples[y * out.width_px + x] += in.samples[from_y * in.width_px + from_x] / 4;
      }
    }
  }
  return out;
}

TEST(MsSsim, EqualPicturesGiveOne) {
  const Plane plane = LumaPlane(test::TestPicture(180, 170, 3, 1));
  EXPECT_DOUBLE_EQ(MsSsimReference(plane).Compare(plane).value(), 1);
}

TEST(MsSsim, ConstantPicturesDifferInLuminanceAtTheCoarsestScaleOnly) {
  const MsSsimReference reference(Constant(176, 176, 100));
  const double luminance = (2 * 100.0 * 110.0 + kC1) / (100.0 * 100.0 + 110.0 * 110.0 + kC1);
  EXPECT_NEAR(reference.Compare(Constant(176, 176, 110)).value(), std::pow(luminance, 0.1333),
              1e-9);
}

TEST(MsSsim, AgreesWithThePlainDefinition) {
  Plane a = LumaPlane(test::TestPicture(179, 165, 3, 1));  // odd sizes at several scales
  Plane b = LumaPlane(test::TestPicture(179, 165, 3, 2));
  const double fast = MsSsimReference(a).Compare(b).value();
  constexpr std::array<double, 5> kExponents = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
  double plain = 1;
  for (size_t s = 0; s < 5; ++s) {
    const Similarity similarity = PlainSimilarity(a, b);
    plain *=
        std::pow(s == 4 ? similarity.luminance_too : similarity.contrast_structure, kExponents[s]);
    a = PlainHalf(a);
    b = PlainHalf(b);
  }
  EXPECT_NEAR(fast, plain, 1e-10);
  EXPECT_LT(fast, 1);
  EXPECT_GT(fast, 0.5);
}

TEST(MsSsim, NegativeCountsAsZero) {
  const Plane a = LumaPlane(test::TestPicture(176, 176, 1, 1));
  Plane inverse = a;
  for (double& sample : inverse.samples) sample = 255 - sample;
  EXPECT_EQ(MsSsimReference(a).Compare(inverse).value(), 0);
}

TEST(MsSsim, SmallPicturesHaveNone) {
  EXPECT_FALSE(MsSsimReference(Constant(160, 500, 9)).Compare(Constant(160, 500, 9)).has_value());
  EXPECT_TRUE(MsSsimReference(Constant(161, 161, 9)).Compare(Constant(161, 161, 9)).has_value());
  EXPECT_FALSE(MsSsimReference(Constant(1, 1, 9)).Compare(Constant(1, 1, 9)).has_value());
}

}  // namespace
}  // namespace jackdaw::sweep
