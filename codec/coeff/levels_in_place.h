// The levels of one component in a slice where they lie: an encoder reads them off the plane, a
// decoder writes them there. Rows count from the first one of the slice.
#ifndef JACKDAW_CODEC_COEFF_LEVELS_IN_PLACE_H_
#define JACKDAW_CODEC_COEFF_LEVELS_IN_PLACE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "base/nonzero_mask.h"
#include "codec/coeff/block_match.h"
#include "codec/coeff/component_set.h"
#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/jpeg_data.h"
#include "entropy/bit_ops.h"

namespace jackdaw::coeff {

// Levels of a block that does not exist.
inline constexpr std::array<int16_t, 64> kZeroLevels{};

template <bool kDecodes>
class LevelsInPlace {
 public:
  using Plane = std::conditional_t<kDecodes, jpeg::CoeffPlane, const jpeg::CoeffPlane>;
  using Level = std::conditional_t<kDecodes, int16_t, const int16_t>;

  // rows: at least one. An encoder whose levels are shifted keeps a copy of them.
  LevelsInPlace(Plane& plane, RowRange rows, const FrequencyShifts& shifts)
      : shifts_(shifts),
        has_shifts_(shifts != FrequencyShifts{}),
        width_(plane.width_blocks),
        num_rows_(rows.end - rows.begin),
        levels_(plane.Block(rows.begin, 0)) {
    if constexpr (!kDecodes) {
      if (has_shifts_) MakeShiftedCopy();
    }
  }
  LevelsInPlace(LevelsInPlace&&) noexcept = default;

  // What the copy of an encoder takes.
  static constexpr uint64_t CopyBytes(uint32_t num_rows, uint32_t width) {
    return kDecodes ? 0 : uint64_t{num_rows} * width * 64 * sizeof(int16_t);
  }

  uint32_t width() const { return width_; }
  uint64_t num_blocks() const { return uint64_t{num_rows_} * width_; }

  Level* At(uint32_t row, uint32_t col) const { return AtIndex(size_t{row} * width_ + col); }
  // index: of the block in raster order.
  Level* AtIndex(size_t index) const { return levels_ + index * 64; }

  // After the last block, of a decoder: levels become coefficients.
  void Unshift() {
    if constexpr (kDecodes) {
      if (!has_shifts_) return;
      for (size_t i = 0; i < num_blocks() * 64; ++i) {
        levels_[i] = static_cast<int16_t>(static_cast<uint16_t>(levels_[i]) << shifts_[i % 64]);
      }
    }
  }

 private:
  void MakeShiftedCopy() {
    shifted_.assign(levels_, levels_ + num_blocks() * 64);
    for (size_t i = 0; i < shifted_.size(); ++i) {
      shifted_[i] = static_cast<int16_t>(shifted_[i] >> shifts_[i % 64]);
    }
    levels_ = shifted_.data();
  }

  FrequencyShifts shifts_;
  bool has_shifts_;
  uint32_t width_, num_rows_;
  Level* levels_;
  std::vector<int16_t> shifted_;
};

// HashLevels of a block whose levels are known. nonzero: bit k says that the level at zigzag k is
// not 0.
inline uint32_t HashBlock(const int16_t* level, uint64_t nonzero) {
  std::array<int16_t, 64> levels;
  const bool only_dc = nonzero <= 1;
  if (only_dc) {
    levels[0] = level[0];
  } else {
    std::memcpy(levels.data(), level, sizeof(levels));
  }
  return HashLevels(levels, only_dc);
}

// Codes whether block b repeats the candidate, which b.copied then says; if so a decoder sets its
// levels. Block: has level, copied and nonzero.
template <class Coder, class Block>
void CodeRepeat(Coder& coder, BlockMatcher& matcher, const int16_t* candidate, Block& b) {
  constexpr size_t kBytes = 64 * sizeof(int16_t);
  const bool equal = !Coder::kDecodes && std::memcmp(candidate, b.level, kBytes) == 0;
  b.copied = entropy::CodeTwoRate(coder, matcher.Model(), equal ? 1 : 0) != 0;
  matcher.Update(b.copied);
  if constexpr (Coder::kDecodes) {
    if (!b.copied) return;
    std::memcpy(b.level, candidate, kBytes);
    b.nonzero = NonzeroMask(b.level);
  }
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_LEVELS_IN_PLACE_H_
