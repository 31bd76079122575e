#include "codec/pixels/dec_texture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace jackdaw::pixels {
namespace {

// Of the way from restoration to texture, in tenths. More shows the pattern that the network has
// where it does not know.
constexpr int kMixTenths = 2;

// Frequencies from here on, horizontal or vertical, are fine structure.
constexpr size_t kFirstFine = 3;
// More makes ringing of what is left of edges.
constexpr double kMostGain = 1.8;

bool IsFine(size_t k) {
  const size_t natural = jpeg::kZigzagToNatural[k];
  return std::max(natural / 8, natural % 8) >= kFirstFine;
}

// What is known of a frequency of a component.
struct Strength {
  uint64_t num_zeros = 0;
  double sum_of_squares = 0;  // of what is shown, in steps
};

// How much stronger a frequency has to be. Coefficients are taken to be Laplacian, and the share of
// levels that are not 0 says how wide: it is exp(-q / 2b), where they have the variance 2 b^2.
double GainOf(const Strength& strength, uint64_t num_blocks) {
  const auto n = static_cast<double>(num_blocks);
  const double share = (n - static_cast<double>(strength.num_zeros) + 0.5) / (n + 1);
  const double rate = -std::log(std::min(share, 0.999));
  const double variance = 1 / (2 * rate * rate), shown = strength.sum_of_squares / n;
  return shown > 0 ? std::clamp(std::sqrt(variance / shown), 1.0, kMostGain) : 1;
}

}  // namespace

void MixTexture(const BlockBytes& texture, BlockBytes* corrections) {
  if (texture.empty() || corrections->empty()) return;
  for (size_t i = 0; i < corrections->values.size(); ++i) {
    int8_t& value = corrections->values[i];
    const int tenths = value * (10 - kMixTenths) + texture.values[i] * kMixTenths;
    value = static_cast<int8_t>((tenths + (tenths < 0 ? -5 : 5)) / 10);
  }
}

void StrengthenTexture(const jpeg::FrameComponent& component, const jpeg::CoeffPlane& levels,
                       BlockBytes* corrections) {
  if (corrections->empty()) return;
  std::array<Strength, jpeg::kBlockSize> strengths{};
  for (uint32_t row = 0; row < component.height_blocks; ++row) {
    for (uint32_t col = 0; col < component.width_blocks; ++col) {
      const int16_t* block = levels.Block(row, col);
      const int8_t* of_block = corrections->Block(row, col);
      for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
        const double shown = block[k] + of_block[k] / double{kCorrectionsPerStep};
        strengths[k].num_zeros += block[k] == 0 ? 1 : 0;
        strengths[k].sum_of_squares += shown * shown;
      }
    }
  }
  const uint64_t num_blocks = uint64_t{component.height_blocks} * component.width_blocks;
  std::array<double, jpeg::kBlockSize> gains{};
  for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
    gains[k] = IsFine(k) ? GainOf(strengths[k], num_blocks) : 1;
  }
  for (uint32_t row = 0; row < component.height_blocks; ++row) {
    for (uint32_t col = 0; col < component.width_blocks; ++col) {
      const int16_t* block = levels.Block(row, col);
      int8_t* of_block = corrections->Block(row, col);
      for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
        const double moved =
            gains[k] * of_block[k] + (gains[k] - 1) * kCorrectionsPerStep * block[k];
        of_block[k] = static_cast<int8_t>(
            std::lrint(std::clamp<double>(moved, -kMostCorrection, kMostCorrection)));
      }
    }
  }
}

}  // namespace jackdaw::pixels
