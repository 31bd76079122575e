// Whole blocks that repeat: drawings, halftones, flat areas.
//
// A table remembers for the contents of (W, N) where they were last seen; the block there is the
// candidate for this one, and one decision says whether all 64 levels are equal. Photographs hardly
// ever have a candidate, so they pay nothing. Only exact comparisons decide, so a hash collision costs
// bits, never correctness. Format: docs/format_coeff.md §7.
#ifndef JACKDAW_CODEC_COEFF_BLOCK_MATCH_H_
#define JACKDAW_CODEC_COEFF_BLOCK_MATCH_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "codec/coeff/block_state.h"
#include "entropy/adaptive_bit.h"

namespace jackdaw {

// Hash of the 64 levels of a block; 0 for a block of zeros.
inline uint32_t HashLevels(const std::array<int16_t, 64>& level) {
  // Four lanes of multiply-add over pairs of levels; odd multipliers keep every bit of the input.
  std::array<uint32_t, 4> lanes{};
  for (size_t k = 0; k < 64; k += 8) {
    for (size_t j = 0; j < 4; ++j) {
      const uint32_t pair = static_cast<uint16_t>(level[k + 2 * j]) |
                            static_cast<uint32_t>(static_cast<uint16_t>(level[k + 2 * j + 1])) << 16;
      lanes[j] = (lanes[j] ^ pair) * 0x9E3779B1u;
      lanes[j] ^= lanes[j] >> 15;
    }
  }
  return lanes[0] + 3 * lanes[1] + 5 * lanes[2] + 7 * lanes[3];
}

class BlockMatcher {
 public:
  struct Position {
    uint32_t row = 0, col = 0;
  };

  // num_blocks: of the component in the slice; bounds the table.
  explicit BlockMatcher(uint64_t num_blocks)
      : table_(size_t{1} << std::clamp(static_cast<int>(std::bit_width(num_blocks)), 4, 14)) {}

  // Looks up where a block with these neighbours was last seen. False when never.
  bool Find(uint32_t west_hash, uint32_t north_hash, Position* position) const {
    const uint32_t key = Key(west_hash, north_hash);
    const Entry& entry = table_[key & (table_.size() - 1)];
    if (entry.key != key || !entry.used) return false;
    *position = entry.position;
    return true;
  }

  void Insert(uint32_t west_hash, uint32_t north_hash, Position position) {
    const uint32_t key = Key(west_hash, north_hash);
    table_[key & (table_.size() - 1)] = {key, true, position};
  }

  // Context of the next decision, and its outcome.
  TwoRateBit& Model() { return models_[std::min<size_t>(run_, models_.size() - 1)]; }
  void Update(bool same) { run_ = same ? run_ + 1 : 0; }

 private:
  struct Entry {
    uint32_t key = 0;
    bool used = false;
    Position position;
  };

  static uint32_t Key(uint32_t west_hash, uint32_t north_hash) {
    const uint32_t mixed = (west_hash * 0x85EBCA6Bu) ^ std::rotl(north_hash * 0xC2B2AE35u, 13);
    return mixed ^ mixed >> 16;
  }

  std::vector<Entry> table_;
  std::array<TwoRateBit, 16> models_;
  size_t run_ = 0;  // decisions in a row that said "same"
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_BLOCK_MATCH_H_
