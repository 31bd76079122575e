// What luma says about the sizes of a chroma block's levels. Format: docs/format_coeff.md §6.
#ifndef JACKDAW_CODEC_COEFF_FAST_FAST_GUIDE_H_
#define JACKDAW_CODEC_COEFF_FAST_FAST_GUIDE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "codec/coeff/fast/expectation.h"
#include "codec/coeff/frequency.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

// Sizes of luma's magnitudes in units of the chroma component's quantization.
struct GuideSizes {
  std::array<uint8_t, 64> size{};                // natural order
  std::array<uint16_t, kNumGroups> group_sum{};  // of sizes; [0] is 0
};

class FastGuide {
 public:
  FastGuide(const jpeg::FrameComponent& luma, const jpeg::FrameComponent& chroma)
      : h_luma_(luma.h), v_luma_(luma.v), h_chroma_(chroma.h), v_chroma_(chroma.v) {
    if (h_luma_ % h_chroma_ == 0) num_h_ = h_luma_ / h_chroma_;
    if (v_luma_ % v_chroma_ == 0) num_v_ = v_luma_ / v_chroma_;
    std::array<uint8_t, 64> zigzag{};
    for (size_t k = 0; k < 64; ++k) zigzag[jpeg::kZigzagToNatural[k]] = static_cast<uint8_t>(k);
    std::array<uint8_t, 64> place{};  // of a natural position in sources_
    for (size_t i = 0; i < 64; ++i) {
      // A chroma block spans num_h_ x num_v_ luma blocks, so its frequencies are that much lower.
      const size_t u = (i & 7) / num_h_, v = (i >> 3) / num_v_;
      if ((i & 7) % num_h_ == 0 && (i >> 3) % num_v_ == 0) {
        place[8 * v + u] = static_cast<uint8_t>(num_sources_);
        sources_[num_sources_++] = zigzag[8 * v + u];
      }
    }
    for (size_t i = 0; i < 64; ++i) {
      const size_t source = 8 * ((i >> 3) / num_v_) + (i & 7) / num_h_;
      source_[i] = place[source];
      const uint32_t luma_quant = std::max<uint32_t>(luma.quant[zigzag[source]], 1);
      const uint32_t chroma_quant = std::max<uint32_t>(chroma.quant[zigzag[i]], 1);
      ratio_[i] = static_cast<uint16_t>(
          std::min<uint32_t>(luma_quant * 1024 / (chroma_quant * num_h_ * num_v_), 65535));
    }
  }

  // Whether both give the same guides.
  bool operator==(const FastGuide& other) const = default;

  // Of the block at (row, col) of the chroma component; rows count in the plane.
  void Fill(const jpeg::CoeffPlane& luma, uint32_t row, uint32_t col, GuideSizes* guide) const {
    const uint32_t row0 = num_v_ > 1 ? row * num_v_ : row * v_luma_ / v_chroma_;
    const uint32_t col0 = num_h_ > 1 ? col * num_h_ : col * h_luma_ / h_chroma_;
    std::array<uint32_t, 64> sum{};
    for (uint32_t j = 0; j < num_v_; ++j) {
      const uint32_t r = std::min(row0 + j, luma.height_blocks - 1);
      for (uint32_t h = 0; h < num_h_; ++h) {
        const int16_t* level = luma.Block(r, std::min(col0 + h, luma.width_blocks - 1));
        for (size_t s = 0; s < num_sources_; ++s) {
          sum[s] += static_cast<uint32_t>(std::abs(int{level[sources_[s]]}));
        }
      }
    }
    // |level| <= 2^15, at most 16 blocks, clamped to 2^15; ratio < 2^16: the product stays below
    // 2^31.
    for (size_t i = 1; i < 64; ++i) {
      const uint32_t total = std::min<uint32_t>(sum[source_[i]], 32767);
      guide->size[i] = kQuarterSizes[std::min<uint32_t>(total * ratio_[i] >> 8, 1023)];
    }
    guide->size[0] = 0;
    for (size_t g = 1; g < kNumGroups; ++g) {
      uint32_t group_sum = 0;
      for (size_t k = kGroupBegin[g]; k < kGroupBegin[g + 1]; ++k) {
        group_sum += guide->size[jpeg::kZigzagToNatural[k]];
      }
      guide->group_sum[g] = static_cast<uint16_t>(group_sum);
    }
  }

 private:
  // Size of a magnitude in Q2, 0..1023.
  static constexpr std::array<uint8_t, 1024> kQuarterSizes = [] {
    std::array<uint8_t, 1024> sizes{};
    for (uint32_t q = 0; q < sizes.size(); ++q) {
      const uint32_t n = q + 4;
      const auto octave = static_cast<uint32_t>(std::bit_width(n)) - 1;
      sizes[q] = static_cast<uint8_t>(20 * (octave - 2) + ((20 * (n - (1u << octave))) >> octave));
    }
    return sizes;
  }();

  uint32_t h_luma_ = 1, v_luma_ = 1, h_chroma_ = 1, v_chroma_ = 1;
  uint32_t num_h_ = 1, num_v_ = 1;  // luma blocks per chroma block, each way
  size_t num_sources_ = 0;          // positions of luma that are looked at, zigzag:
  std::array<uint8_t, 64> sources_{};
  std::array<uint8_t, 64> source_{};  // natural position -> its place in sources_
  std::array<uint16_t, 64> ratio_{};  // natural, Q8: luma quant * 4 / (chroma quant * blocks)
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FAST_FAST_GUIDE_H_
