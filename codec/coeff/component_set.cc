#include "codec/coeff/component_set.h"

#include <algorithm>
#include <cstdlib>

namespace jackdaw::coeff {

std::vector<ComponentSet> MakeComponentSets(const jpeg::Frame& frame) {
  std::vector<ComponentSet> sets = {{0, 1}};
  const auto& c = frame.components;
  for (size_t i = 1; i < c.size();) {
    const bool pair = i + 1 < c.size() &&
                      c[i].padded_width_blocks == c[i + 1].padded_width_blocks &&
                      c[i].padded_height_blocks == c[i + 1].padded_height_blocks;
    sets.push_back({i, pair ? size_t{2} : size_t{1}});
    i += sets.back().count;
  }
  return sets;
}

ComponentTables MakeComponentTables(const jpeg::FrameComponent& component,
                                    const FrequencyShifts& shifts) {
  ComponentTables tables;
  for (size_t k = 0; k < 64; ++k) {
    const uint32_t quant = std::max<uint32_t>(component.quant[k], 1) << shifts[k];
    tables.quant[k] = static_cast<uint16_t>(std::min<uint32_t>(quant, 65535));
    tables.reciprocal[k] = 65536u / tables.quant[k];
  }
  return tables;
}

namespace {

// 256 / size of each group, rounded up: exact enough that size 2^n groups divide exactly.
constexpr std::array<uint32_t, kNumGroups> kGroupReciprocal = [] {
  std::array<uint32_t, kNumGroups> reciprocal{};
  for (size_t g = 0; g < kNumGroups; ++g) {
    const uint32_t size = uint32_t{kGroupBegin[g + 1]} - kGroupBegin[g];
    reciprocal[g] = (256 + size - 1) / size;
  }
  return reciprocal;
}();

}  // namespace

LumaGuide::LumaGuide(const jpeg::FrameComponent& luma, const jpeg::FrameComponent& chroma)
    : h_luma_(luma.h), v_luma_(luma.v), h_chroma_(chroma.h), v_chroma_(chroma.v) {
  if (h_luma_ % h_chroma_ == 0) num_h_ = h_luma_ / h_chroma_;
  if (v_luma_ % v_chroma_ == 0) num_v_ = v_luma_ / v_chroma_;
  std::array<uint8_t, 64> natural_to_zigzag{};
  for (size_t k = 0; k < 64; ++k)
    natural_to_zigzag[jpeg::kZigzagToNatural[k]] = static_cast<uint8_t>(k);
  for (size_t k = 0; k < 64; ++k) {
    const uint32_t i = jpeg::kZigzagToNatural[k];
    // A chroma block spans num_h_ x num_v_ luma blocks, so its frequencies are that much lower.
    const uint32_t natural = (i >> 3) / num_v_ * 8 + (i & 7) / num_h_;
    source_[k] = natural_to_zigzag[natural];
    num_sources_ = std::max<size_t>(num_sources_, source_[k] + size_t{1});
    const uint32_t luma_quant = std::max<uint32_t>(luma.quant[source_[k]], 1);
    const uint32_t chroma_quant = std::max<uint32_t>(chroma.quant[k], 1);
    ratio_[k] = static_cast<uint16_t>(
        std::min<uint32_t>(luma_quant * 1024 / (chroma_quant * num_h_ * num_v_), 65535));
  }
}

void LumaGuide::Fill(const jpeg::CoeffPlane& luma, uint32_t row, uint32_t col,
                     BlockState* state) const {
  const uint32_t row0 = num_v_ > 1 ? row * num_v_ : row * v_luma_ / v_chroma_;
  const uint32_t col0 = num_h_ > 1 ? col * num_h_ : col * h_luma_ / h_chroma_;
  std::array<uint32_t, 64> sum{};
  const int16_t* level = nullptr;
  for (uint32_t j = 0; j < num_v_; ++j) {
    const uint32_t r = std::min(row0 + j, luma.height_blocks - 1);
    for (uint32_t i = 0; i < num_h_; ++i) {
      level = luma.Block(r, std::min(col0 + i, luma.width_blocks - 1));
      for (size_t k = 0; k < num_sources_; ++k) {
        sum[k] += static_cast<uint32_t>(std::abs(int{level[k]}));
      }
    }
  }
  // |level| <= 2^15, at most 16 blocks, clamped to 2^15; ratio < 2^16: the product stays below
  // 2^31.
  std::array<uint8_t, 64> clamped;
  for (size_t k = 0; k < 64; ++k) {
    const uint32_t total = std::min<uint32_t>(sum[source_[k]], 32767);
    state->guide[k] = static_cast<uint16_t>(std::min<uint32_t>(total * ratio_[k] >> 8, 1023));
    clamped[k] = static_cast<uint8_t>(std::min<uint16_t>(state->guide[k], 12));
  }
  for (size_t g = 1; g < kNumGroups; ++g) {
    uint32_t group_sum = 0;
    for (size_t k = kGroupBegin[g]; k < kGroupBegin[g + 1]; ++k) group_sum += clamped[k];
    state->guide_group[g] = static_cast<uint8_t>(group_sum * 4 * kGroupReciprocal[g] >> 8);
  }
  state->luma_level = num_h_ * num_v_ == 1 ? level : nullptr;
}

}  // namespace jackdaw::coeff
