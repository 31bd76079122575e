// The rows of samples and errors around the sample that is being coded
// (docs/format_lossless_jpeg.md §5.2).
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_ROWS_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_ROWS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace jackdaw::lossless_jpeg {

// Columns that exist on both sides of a row, so that no neighbour needs a test of its place.
inline constexpr size_t kRowMargin = 4;

// A few rows of one kind of number, the current one and those above it; Next moves up by one.
template <class T, int kRows>
class RowRing {
 public:
  // All zeros.
  void Reset(size_t width) {
    for (std::vector<T>& row : rows_) row.assign(width + 2 * kRowMargin, T{});
  }
  // The row `up` rows above the current one, at column 0. Columns -kRowMargin .. width + kRowMargin
  // - 1 exist.
  T* Row(int up) { return rows_[static_cast<size_t>(up)].data() + kRowMargin; }
  const T* Row(int up) const { return rows_[static_cast<size_t>(up)].data() + kRowMargin; }
  void Next() {
    for (size_t i = kRows - 1; i > 0; --i) std::swap(rows_[i], rows_[i - 1]);
  }

 private:
  std::array<std::vector<T>, kRows> rows_;
};

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_ROWS_H_
