#include "codec/lossy/enc_visibility.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace jackdaw::lossy {
namespace {

constexpr size_t kBlockSide = 8;
constexpr double kPi = 3.14159265358979324;
constexpr double kSigma = 1.5;  // of the window, in samples of the scale
constexpr int kReach = 6;       // of the window to each side: four sigma

// The basis function of one dimension as means of 2^scale samples, which begin `shift` samples
// before the block.
std::vector<double> BasisAtScale(int frequency, size_t scale, size_t shift) {
  const size_t length = size_t{1} << scale;
  const double norm = frequency == 0 ? std::sqrt(0.125) : 0.5;
  std::vector<double> means((kBlockSide + shift + length - 1) / length, 0);
  for (size_t x = 0; x < kBlockSide; ++x) {
    means[(x + shift) / length] +=
        norm * std::cos((2 * static_cast<double>(x) + 1) * frequency * kPi / 16) /
        static_cast<double>(length);
  }
  return means;
}

double Energy(const std::vector<double>& samples) {
  double sum = 0;
  for (const double v : samples) sum += v * v;
  return sum;
}

std::vector<double> Blurred(const std::vector<double>& samples) {
  std::array<double, 2 * kReach + 1> window{};
  double total = 0;
  for (int i = -kReach; i <= kReach; ++i) {
    total += window[static_cast<size_t>(i + kReach)] = std::exp(-i * i / (2 * kSigma * kSigma));
  }
  std::vector<double> out(samples.size() + 2 * kReach, 0);
  for (size_t x = 0; x < samples.size(); ++x) {
    for (size_t i = 0; i < window.size(); ++i) out[x + i] += samples[x] * window[i] / total;
  }
  return out;
}

}  // namespace

VisibilityTable MakeVisibilityTable(const ScaleShares& shares) {
  VisibilityTable table{};
  for (size_t s = 0; s < kNumScales; ++s) {
    // Energy, and that of the window's means; over all places of the block in the scale's grid.
    std::array<double, kBlockSide> all{}, mean{};
    const size_t num_shifts = size_t{1} << s;
    for (size_t u = 0; u < kBlockSide; ++u) {
      for (size_t shift = 0; shift < num_shifts; ++shift) {
        const std::vector<double> basis = BasisAtScale(static_cast<int>(u), s, shift);
        all[u] += Energy(basis) / static_cast<double>(num_shifts);
        mean[u] += Energy(Blurred(basis)) / static_cast<double>(num_shifts);
      }
    }
    const double pixels_per_sample = std::pow(4.0, static_cast<double>(s));
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      const auto natural = static_cast<size_t>(jpeg::kZigzagToNatural[k]);
      const size_t u = natural % kBlockSide, v = natural / kBlockSide;
      const double left = pixels_per_sample * (all[u] * all[v] - mean[u] * mean[v]);
      table[s][k] = shares[s] * static_cast<float>(std::max(left, 0.0));
    }
  }
  return table;
}

ScaleShares SharesOfSubsampled(const ScaleShares& shares, double octaves) {
  ScaleShares out{};
  for (size_t s = 0; s < kNumScales; ++s) {
    const double at = static_cast<double>(s) + octaves;
    const auto low = static_cast<size_t>(at);
    const auto part = static_cast<float>(at - static_cast<double>(low));
    const auto share = [&](size_t i) { return i < kNumScales ? shares[i] : 0.0f; };
    out[s] = share(low) * (1 - part) + share(low + 1) * part;
  }
  return out;
}

}  // namespace jackdaw::lossy
