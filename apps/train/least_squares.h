// Weighted least squares with few unknowns.
#ifndef JACKDAW_APPS_TRAIN_LEAST_SQUARES_H_
#define JACKDAW_APPS_TRAIN_LEAST_SQUARES_H_

#include <array>
#include <cmath>
#include <cstddef>

namespace jackdaw::train {

// Finds x that minimizes the sum of weight (terms x - value)^2.
template <size_t kN>
class LeastSquares {
 public:
  using Vector = std::array<double, kN>;

  void Add(const Vector& terms, double value, double weight) {
    for (size_t i = 0; i < kN; ++i) {
      if (terms[i] == 0) continue;
      const double scaled = weight * terms[i];
      right_[i] += scaled * value;
      for (size_t j = 0; j <= i; ++j) matrix_[i][j] += scaled * terms[j];
    }
  }

  // By the Cholesky decomposition of the normal equations. An unknown whose terms were always 0, or
  // those of others, is 0.
  Vector Solve() const {
    std::array<Vector, kN> factor{};
    Vector x{};
    for (size_t i = 0; i < kN; ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (factor[j][j] == 0) continue;
        factor[i][j] = Less(factor, i, j) / factor[j][j];
      }
      const double square = Less(factor, i, i);
      factor[i][i] = square > kSingular * matrix_[i][i] ? std::sqrt(square) : 0;
    }
    for (size_t i = 0; i < kN; ++i) {
      double sum = right_[i];
      for (size_t j = 0; j < i; ++j) sum -= factor[i][j] * x[j];
      x[i] = factor[i][i] == 0 ? 0 : sum / factor[i][i];
    }
    for (size_t i = kN; i-- > 0;) {
      double sum = x[i];
      for (size_t j = i + 1; j < kN; ++j) sum -= factor[j][i] * x[j];
      x[i] = factor[i][i] == 0 ? 0 : sum / factor[i][i];
    }
    return x;
  }

 private:
  static constexpr double kSingular = 1e-9;

  double Less(const std::array<Vector, kN>& factor, size_t i, size_t j) const {
    double sum = matrix_[i][j];
    for (size_t k = 0; k < j; ++k) sum -= factor[i][k] * factor[j][k];
    return sum;
  }

  std::array<Vector, kN> matrix_{};  // its lower half
  Vector right_{};
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_LEAST_SQUARES_H_
