// A linear prediction that learns on the way: normalized least mean squares, in integers
// (docs/format_lossless_jpeg.md §5.3).
//
// Source of the technique: B. Widrow, M. Hoff, "Adaptive switching circuits", 1960; the normalized
// form: J. Nagumo, A. Noda, 1967.
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_LINEAR_FILTER_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_LINEAR_FILTER_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace jackdaw::lossless_jpeg {

// Taps of one filter: neighbours, and samples of two other components.
inline constexpr size_t kMaxTaps = 28;
// Differences of two samples.
inline constexpr int64_t kMaxTap = 65535;

// Inputs of one prediction, which several filters share.
struct FilterInput {
  std::array<int32_t, kMaxTaps> x{};
  size_t num_taps = 0;
  uint64_t power = 0;  // sum of squares

  void Add(int32_t tap) {
    x[num_taps++] = tap;
    power += static_cast<uint64_t>(int64_t{tap} * tap);
  }
};

class LinearFilter {
 public:
  // rate_shift: a larger one learns slower.
  explicit LinearFilter(int rate_shift) : rate_shift_(rate_shift) {}
  void Reset() { *this = LinearFilter(rate_shift_); }

  // The predicted difference in Q4, within +-2^20.
  int32_t Predict(const FilterInput& input) const {
    // |w| < 2^20, so a product is below 2^36 and the sum below 2^41.
    static_assert(kMaxTaps * kMaxTap * (int64_t{1} << kMaxWeightBits) <= int64_t{1} << 41);
    int64_t sum = 0;
    for (size_t i = 0; i < input.num_taps; ++i) sum += int64_t{w_[i]} * input.x[i];
    const int64_t value = sum >> (kWeightBits - 4);
    return static_cast<int32_t>(value > kLimit ? kLimit : value < -kLimit ? -kLimit : value);
  }

  // error_q4: the true difference less the predicted one, within +-2^21.
  void Learn(const FilterInput& input, int32_t error_q4) {
    // Where the neighbours hardly differ, noise would be all there is to learn from: the mean power
    // keeps steps small there.
    const uint64_t power = input.power + mean_power_ + 1;
    // Modulo 2^64: the difference can be negative, the sum is not.
    mean_power_ += static_cast<uint64_t>(
        (static_cast<int64_t>(input.power) - static_cast<int64_t>(mean_power_)) >> 7);
    const auto magnitude = static_cast<uint64_t>(error_q4 < 0 ? -error_q4 : error_q4);
    // Below 2^21 * 2^40. The power is above the square of each tap, so that no product is larger.
    const auto step =
        static_cast<int64_t>((magnitude << (kWeightBits - 4 + kStepBits - rate_shift_)) / power);
    const int64_t signed_step = error_q4 < 0 ? -step : step;
    for (size_t i = 0; i < input.num_taps; ++i) {
      const int64_t w = w_[i] + ((signed_step * input.x[i]) >> kStepBits);
      w_[i] = static_cast<int32_t>(w > kMaxWeight ? kMaxWeight : w < -kMaxWeight ? -kMaxWeight : w);
    }
  }

 private:
  static constexpr int kWeightBits = 16, kMaxWeightBits = 20, kStepBits = 28;
  static constexpr int64_t kMaxWeight = (int64_t{1} << kMaxWeightBits) - 1;
  static constexpr int64_t kLimit = int64_t{1} << 20;

  int rate_shift_;
  std::array<int32_t, kMaxTaps> w_{};  // Q16
  uint64_t mean_power_ = 0;
};

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_LINEAR_FILTER_H_
