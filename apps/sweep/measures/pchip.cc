#include "apps/sweep/measures/pchip.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace jackdaw::sweep {
namespace {

// At an end, from its own step h0 and rise d0 and those of the piece beside it.
double EndSlope(double h0, double h1, double d0, double d1) {
  const double slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1);
  if (slope * d0 <= 0) return 0;
  if (d0 * d1 <= 0 && std::abs(slope) > 3 * std::abs(d0)) return 3 * d0;
  return slope;
}

double InnerSlope(double h0, double h1, double d0, double d1) {
  if (d0 * d1 <= 0) return 0;
  const double w0 = 2 * h1 + h0, w1 = h1 + 2 * h0;
  return (w0 + w1) / (w0 / d0 + w1 / d1);
}

}  // namespace

Pchip::Pchip(std::vector<double> x, std::vector<double> y)
    : x_(std::move(x)), y_(std::move(y)), slopes_(x_.size()) {
  const size_t n = x_.size();
  std::vector<double> h(n - 1), d(n - 1);
  for (size_t i = 0; i + 1 < n; ++i) {
    h[i] = x_[i + 1] - x_[i];
    d[i] = (y_[i + 1] - y_[i]) / h[i];
  }
  if (n == 2) {
    slopes_.assign(2, d[0]);
    return;
  }
  slopes_.front() = EndSlope(h[0], h[1], d[0], d[1]);
  for (size_t i = 1; i + 1 < n; ++i) slopes_[i] = InnerSlope(h[i - 1], h[i], d[i - 1], d[i]);
  slopes_.back() = EndSlope(h[n - 2], h[n - 3], d[n - 2], d[n - 3]);
}

size_t Pchip::PieceOf(double x) const {
  const auto above = std::upper_bound(x_.begin(), x_.end(), x);
  const auto index = static_cast<size_t>(above - x_.begin());
  return std::clamp<size_t>(index, 1, x_.size() - 1) - 1;
}

double Pchip::At(double x) const {
  const size_t i = PieceOf(x);
  const double h = x_[i + 1] - x_[i];
  const double t = (x - x_[i]) / h;
  const double u = 1 - t;
  return y_[i] * (1 + 2 * t) * u * u + slopes_[i] * h * t * u * u +
         y_[i + 1] * t * t * (3 - 2 * t) - slopes_[i + 1] * h * t * t * u;
}

double Pchip::PieceIntegral(size_t i, double from, double to) const {
  // Antiderivatives of the four Hermite basis polynomials in t = (x - x_i) / h.
  const double h = x_[i + 1] - x_[i];
  const auto antiderivative = [&](double x) {
    const double t = (x - x_[i]) / h;
    const double t2 = t * t, t3 = t2 * t, t4 = t3 * t;
    return h * (y_[i] * (t4 / 2 - t3 + t) + slopes_[i] * h * (t4 / 4 - 2 * t3 / 3 + t2 / 2) +
                y_[i + 1] * (t3 - t4 / 2) + slopes_[i + 1] * h * (t4 / 4 - t3 / 3));
  };
  return antiderivative(to) - antiderivative(from);
}

double Pchip::Integral(double from, double to) const {
  double sum = 0;
  for (size_t i = PieceOf(from); i + 1 < x_.size() && x_[i] < to; ++i) {
    sum += PieceIntegral(i, std::max(from, x_[i]), std::min(to, x_[i + 1]));
  }
  return sum;
}

}  // namespace jackdaw::sweep
