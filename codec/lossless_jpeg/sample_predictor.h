// Prediction of a sample from its neighbours and from other components, and what the errors around
// it say (docs/format_lossless_jpeg.md §5.3). All integers; both sides run the same code.
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_PREDICTOR_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_PREDICTOR_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "codec/lossless_jpeg/linear_filter.h"
#include "codec/lossless_jpeg/sample_rows.h"

namespace jackdaw::lossless_jpeg {

// Rows of a component that is coded already, at the place of the row being coded; above and below
// repeat `at` where there are none.
struct OtherRows {
  const uint16_t* above = nullptr;
  const uint16_t* at = nullptr;
  const uint16_t* below = nullptr;
};
inline constexpr size_t kMaxOthers = 2;

// 0, 1, 2, .. 7, then four steps for each doubling; 8 + 4 (n - 4) + 3 for the largest n-bit number.
inline uint32_t QuantizeLog(uint32_t x) {
  if (x < 8) return x;
  const auto n = static_cast<uint32_t>(std::bit_width(x));
  return 8 + 4 * (n - 4) + (x >> (n - 3) & 3);
}

struct Prediction {
  int32_t value = 0;     // 0..top
  uint32_t phase = 0;    // sixteenths that the exact prediction is above value - 1/2: 0..15
  uint32_t energy = 0;   // of the errors around, twelvefold
  uint32_t texture = 0;  // of the differences of neighbours
  uint32_t dispute = 0;  // of the predictors, in sixteenths
  uint32_t pattern = 0;  // which of six neighbours are above the prediction
  uint32_t west = 0, north = 0, corner = 0;  // errors there; corner: the sum of NW and NE
  uint32_t signs = 0;                        // classes of the residuals W, N, NW, NE: 0..80
  int32_t other = 0;                         // residual-like difference of the other component here
};

class SamplePredictor {
 public:
  // A new part of a component, `width` columns with samples 0..top. REQUIRES: top <= 65535.
  void Begin(size_t width, int32_t top);
  // Rows are coded from the top; others: of the same size, at most kMaxOthers.
  void BeginRow(std::span<const OtherRows> others);
  // Whether six neighbours are equal. Columns are coded from the left, and this comes first.
  bool IsFlat(size_t x);
  int32_t West(size_t x) const { return samples_.Row(0)[static_cast<ptrdiff_t>(x) - 1]; }
  // The sample equals West(x), in a flat place. No other call is needed.
  void Repeat(size_t x);
  void Predict(size_t x, Prediction* out);
  void Update(size_t x, int32_t sample, const Prediction& prediction);
  void EndRow();

 private:
  static constexpr size_t kNumPredictors = 8;
  static constexpr size_t kNumFilters = 2;
  static constexpr size_t kNumBiases = 2;
  static constexpr size_t kNumBiasContexts = 1024;
  struct Bias {
    int32_t mean_q12 = 0;
    int32_t count = 0;
  };
  // The neighbours by their compass directions.
  struct Around {
    int32_t w, ww, n, nw, ne, nn, nne, nee, nww;
  };

  Around Neighbours(size_t x) const;
  void MakeInput(size_t x, const Around& a);
  void PredictAll(const Around& a);
  int32_t Combine(size_t x) const;
  void Describe(size_t x, const Around& a, Prediction* out);

  size_t width_ = 0;
  int32_t top_ = 0;
  bool first_row_ = false;
  std::array<OtherRows, kMaxOthers> others_{};
  size_t num_others_ = 0;
  RowRing<int32_t, 3> samples_;
  RowRing<int32_t, 3> residuals_;
  std::array<RowRing<uint32_t, 2>, kNumPredictors> errors_;  // of each predictor, Q4

  FilterInput input_;
  int32_t base_ = 0;  // what the differences of filters are counted from
  int32_t other_difference_ = 0;
  std::array<LinearFilter, kNumFilters> filters_ = {LinearFilter(2), LinearFilter(6)};
  std::array<int32_t, kNumFilters> filtered_{};      // Q4 differences
  std::array<int32_t, kNumPredictors> predicted_{};  // Q4
  int32_t combined_ = 0;                             // Q4, before the bias
  std::array<std::array<Bias, kNumBiasContexts>, kNumBiases> biases_{};
  std::array<size_t, kNumBiases> bias_index_{};
};

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_PREDICTOR_H_
