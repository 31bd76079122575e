// Piecewise cubic Hermite interpolation that keeps the shape of the data (no overshoot).
//
// F. N. Fritsch, J. Butland, "A method for constructing local monotone piecewise cubic
// interpolants", SIAM J. Sci. Stat. Comput. 5 (1984): slopes are weighted harmonic means; at the
// ends the three-point formula, limited as in Moler, "Numerical Computing with MATLAB", 3.6.
#ifndef JACKDAW_APPS_SWEEP_MEASURES_PCHIP_H_
#define JACKDAW_APPS_SWEEP_MEASURES_PCHIP_H_

#include <cstddef>
#include <vector>

namespace jackdaw::sweep {

class Pchip {
 public:
  // REQUIRES: x rises strictly; as many y as x, at least two.
  Pchip(std::vector<double> x, std::vector<double> y);

  double min_x() const { return x_.front(); }
  double max_x() const { return x_.back(); }

  // REQUIRES: min_x() <= x <= max_x().
  double At(double x) const;

  // The exact integral over from..to. REQUIRES: min_x() <= from <= to <= max_x().
  double Integral(double from, double to) const;

 private:
  size_t PieceOf(double x) const;
  double PieceIntegral(size_t piece, double from, double to) const;

  std::vector<double> x_, y_, slopes_;
};

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_MEASURES_PCHIP_H_
