// The order of a network that sees blocks on all sides (docs/format_lattice.md §2): a grid of
// blocks is coded in passes, and what a block sees is of earlier passes. No block sees another of
// its own pass, so a pass can be evaluated at once, by any number of threads.
//
// Pass 0 has the blocks at multiples of kFirstStride. Then each stride, half the one before it, has
// three passes that fill in what lies between: blocks between two in a row, between two rows, and
// between all four.
#ifndef JACKDAW_MODELS_PRIOR_LATTICE_H_
#define JACKDAW_MODELS_PRIOR_LATTICE_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace jackdaw::prior {

inline constexpr uint32_t kFirstStride = 8;
inline constexpr int kNumPasses = 10;
// The input of context1_image that stands for a pass, Q8; those of other passes are 0.
inline constexpr int32_t kOfThisPass = 256;

// What a block of a pass sees.
enum class Surroundings : uint8_t {
  kNothing,  // pass 0
  kSides,    // W and E
  kRows,     // N, S and the four corners
  kAll,
};

struct LatticePass {
  Surroundings sees = Surroundings::kNothing;
  uint32_t distance = 0;  // to the neighbours, each way; of pass 0: none
  // Rows and columns that have blocks of the pass: first_row, first_row + step, ...
  uint32_t first_row = 0, first_column = 0, step = kFirstStride;

  constexpr uint32_t NumRows(uint32_t rows) const { return Count(first_row, rows); }
  constexpr uint32_t NumColumns(uint32_t columns) const { return Count(first_column, columns); }

 private:
  constexpr uint32_t Count(uint32_t first, uint32_t size) const {
    return size > first ? (size - first - 1) / step + 1 : 0;
  }
};

constexpr LatticePass PassAt(int pass) {
  if (pass == 0) return {};
  const uint32_t distance = kFirstStride >> ((pass - 1) / 3 + 1);
  const auto sees = static_cast<Surroundings>((pass - 1) % 3 + 1);
  return {sees, distance, sees == Surroundings::kSides ? 0 : distance,
          sees == Surroundings::kRows ? 0 : distance, 2 * distance};
}
static_assert(PassAt(kNumPasses - 1).distance == 1);

// The pass of a block.
constexpr int PassOf(uint32_t row, uint32_t column) {
  if ((row | column) % kFirstStride == 0) return 0;
  int level = 2;  // of the passes with distance 1
  for (; (row | column) % 2 == 0; row /= 2, column /= 2) --level;
  return 1 + 3 * level + (row % 2 == 0 ? 0 : column % 2 == 0 ? 1 : 2);
}

// Neighbours as (row, column) in units of the distance: N, S, NW, NE, SW, SE, W, E. What is seen is
// a range of them. In layers, what else there is stands between SE and W, so that what a block sees
// is always one range of columns.
struct LatticeTap {
  int row = 0, column = 0;
};
inline constexpr size_t kNumLatticeTaps = 8, kNumRowTaps = 6;
inline constexpr std::array<LatticeTap, kNumLatticeTaps> kLatticeTaps = {
    {{-1, 0}, {1, 0}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}, {0, -1}, {0, 1}}};

// Finds a neighbour of a block of the pass in a grid: its place in raster order. False: it is
// outside.
constexpr bool FindNeighbour(const LatticePass& pass, size_t tap, uint32_t row, uint32_t column,
                             uint32_t rows, uint32_t columns, size_t* index) {
  const auto distance = static_cast<int64_t>(pass.distance);
  const int64_t y = row + kLatticeTaps[tap].row * distance,
                x = column + kLatticeTaps[tap].column * distance;
  if (y < 0 || y >= rows || x < 0 || x >= columns) return false;
  *index = static_cast<size_t>(y) * columns + static_cast<size_t>(x);
  return true;
}

struct TapRange {
  size_t begin = 0, end = 0;
};
constexpr TapRange SeenTaps(Surroundings sees) {
  switch (sees) {
    case Surroundings::kNothing:
      return {kNumRowTaps, kNumRowTaps};
    case Surroundings::kSides:
      return {kNumRowTaps, kNumLatticeTaps};
    case Surroundings::kRows:
      return {0, kNumRowTaps};
    case Surroundings::kAll:
      return {0, kNumLatticeTaps};
  }
  return {};
}

// The linear layer sees no corners, and has weights of its own for each of the surroundings: parts
// of N columns, those of neighbours and of the block itself: W, E, own; N, S, own; N, S, W, E, own.
// Pass 0 uses the last one.
struct LinearParts {
  std::array<size_t, 4> taps{};  // the first `count` count
  size_t count = 0;
  size_t first = 0;  // part of the first of them; the others follow
  size_t own = 0;    // part of the block itself
};
inline constexpr size_t kNumLinearParts = 11;
inline constexpr std::array<size_t, 3> kLinearOwnParts = {2, 5, 10};
constexpr LinearParts LinearPartsOf(Surroundings sees) {
  switch (sees) {
    case Surroundings::kNothing:
      return {{}, 0, 6, 10};
    case Surroundings::kSides:
      return {{6, 7}, 2, 0, 2};
    case Surroundings::kRows:
      return {{0, 1}, 2, 3, 5};
    case Surroundings::kAll:
      return {{0, 1, 6, 7}, 4, 6, 10};
  }
  return {};
}

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_LATTICE_H_
