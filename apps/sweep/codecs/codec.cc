#include "apps/sweep/codecs/codec.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace jackdaw::sweep {
namespace {

// How far along its range value number i of `count` lies, 0..1.
double Fraction(int i, int count) {
  return count == 1 ? 0.5 : static_cast<double>(i) / static_cast<double>(count - 1);
}

}  // namespace

std::string SettingText(double value) {
  std::array<char, 400> text;
  const auto format = std::abs(value) < 1e-4 && value != 0 ? std::chars_format::scientific
                                                           : std::chars_format::fixed;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, format).ptr;
  return {text.data(), end};
}

std::vector<double> WholeSteps(double first, double last, int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    const double value = std::round(first + (last - first) * Fraction(i, count));
    if (values.empty() || value != values.back()) values.push_back(value);
  }
  return values;
}

std::vector<double> EqualRatios(double first, double last, int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    const double exact = first * std::pow(last / first, Fraction(i, count));
    // Three digits are enough to choose a rate, and are read more easily.
    values.push_back(std::stod(fmt::format("{:.3g}", exact)));
  }
  return values;
}

}  // namespace jackdaw::sweep
