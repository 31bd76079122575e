#include "codec/pixels/dec_centred_corrections.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace jackdaw::pixels {
namespace {

// Frequency and magnitude class of a level that is not 0.
struct Place {
  size_t frequency = 0, magnitude = 0;
};

// Calls with the place, whether the level is negative, and the correction of every AC level that is
// not 0.
template <class Function>
void ForEachLevel(const jpeg::FrameComponent& component, const jpeg::CoeffPlane& levels,
                  BlockBytes* corrections, const Function& function) {
  for (uint32_t row = 0; row < component.height_blocks; ++row) {
    for (uint32_t col = 0; col < component.width_blocks; ++col) {
      const int16_t* block = levels.Block(row, col);
      int8_t* of_block = corrections->Block(row, col);
      for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
        if (block[k] == 0) continue;
        const auto magnitude = static_cast<size_t>(std::abs(int{block[k]}));
        const Place place{k, std::min(magnitude, quant::kNumMagnitudes) - 1};
        function(place, block[k] < 0, &of_block[k]);
      }
    }
  }
}

}  // namespace

void CentreCorrections(const jpeg::FrameComponent& component, const jpeg::CoeffPlane& levels,
                       const quant::CentroidOffsets& offsets, BlockBytes* corrections) {
  if (corrections->empty()) return;
  struct Sum {
    int64_t corrections = 0, count = 0;
  };
  std::array<std::array<Sum, quant::kNumMagnitudes>, jpeg::kBlockSize> sums{};
  ForEachLevel(component, levels, corrections, [&](Place at, bool is_negative, int8_t* correction) {
    Sum& sum = sums[at.frequency][at.magnitude];
    sum.corrections += is_negative ? -*correction : *correction;
    ++sum.count;
  });
  std::array<std::array<int64_t, quant::kNumMagnitudes>, jpeg::kBlockSize> moves{};
  for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
    for (size_t m = 0; m < quant::kNumMagnitudes; ++m) {
      const Sum& sum = sums[k][m];
      if (offsets[k][m] == 0 || sum.count == 0) continue;
      moves[k][m] = offsets[k][m] - sum.corrections / sum.count;
    }
  }
  ForEachLevel(component, levels, corrections, [&](Place at, bool is_negative, int8_t* correction) {
    const int64_t move = moves[at.frequency][at.magnitude];
    *correction = static_cast<int8_t>(std::clamp<int64_t>(
        *correction + (is_negative ? -move : move), -kMostCorrection, kMostCorrection));
  });
}

}  // namespace jackdaw::pixels
