// Whole blocks that repeat: drawings, halftones, flat areas.
//
// A table remembers for the contents of (W, N) where they were last seen; the block there is the
// candidate for this one, and one decision says whether all 64 levels are equal. Photographs hardly
// ever have a candidate, so they pay nothing. Only exact comparisons decide, so a hash collision
// costs bits, never correctness. Format: docs/format_coeff.md §7.
#ifndef JACKDAW_CODEC_COEFF_BLOCK_MATCH_H_
#define JACKDAW_CODEC_COEFF_BLOCK_MATCH_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "codec/coeff/block_state.h"
#include "entropy/adaptive_bit.h"

namespace jackdaw::coeff {

// Hash of the 64 levels of a block. Four levels at a time, as one little-endian number.
inline uint32_t HashLevels(const std::array<int16_t, 64>& level, bool only_dc) {
  const auto load = [&level](size_t k) {
    uint64_t v = 0;
    for (size_t j = 0; j < 4; ++j) {
      v |= static_cast<uint64_t>(static_cast<uint16_t>(level[k + j])) << (16 * j);
    }
    return v;
  };
  constexpr uint64_t kOdd = 0x9E3779B97F4A7C15u;
  uint64_t even = static_cast<uint16_t>(level[0]) * kOdd, odd = 1;
  if (!only_dc) {
    for (size_t k = 0; k < 64; k += 8) {
      even = (even ^ load(k)) * kOdd;
      odd = (odd ^ load(k + 4)) * kOdd;
      even ^= even >> 29;
      odd ^= odd >> 31;
    }
  }
  return static_cast<uint32_t>((even + 3 * odd) >> 32);
}

class BlockMatcher {
 public:
  // num_blocks: of the component in the slice, below 2^32; bounds the table.
  explicit BlockMatcher(uint64_t num_blocks)
      : table_(size_t{1} << std::clamp(static_cast<int>(std::bit_width(num_blocks)), 4, 12)) {}

  // Looks up where a block with these neighbours was last seen. False when never.
  // *index: of the block in raster order.
  bool Find(uint32_t west_hash, uint32_t north_hash, uint32_t* index) const {
    const uint32_t key = Key(west_hash, north_hash);
    const Entry& entry = table_[key & (table_.size() - 1)];
    if (entry.key != key || entry.index_plus_1 == 0) return false;
    *index = entry.index_plus_1 - 1;
    return true;
  }

  void Insert(uint32_t west_hash, uint32_t north_hash, uint32_t index) {
    const uint32_t key = Key(west_hash, north_hash);
    table_[key & (table_.size() - 1)] = {key, index + 1};
  }

  // Context of the next decision, and its outcome.
  entropy::TwoRateBit& Model() { return models_[std::min<size_t>(run_, models_.size() - 1)]; }
  void Update(bool same) { run_ = same ? run_ + 1 : 0; }

 private:
  struct Entry {
    uint32_t key = 0;
    uint32_t index_plus_1 = 0;  // 0: unused
  };

  static uint32_t Key(uint32_t west_hash, uint32_t north_hash) {
    const uint32_t mixed = (west_hash * 0x85EBCA6Bu) ^ std::rotl(north_hash * 0xC2B2AE35u, 13);
    return mixed ^ mixed >> 16;
  }

  std::vector<Entry> table_;
  std::array<entropy::TwoRateBit, 16> models_;
  size_t run_ = 0;  // decisions in a row that said "same"
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_BLOCK_MATCH_H_
