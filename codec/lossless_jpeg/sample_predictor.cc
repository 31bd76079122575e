#include "codec/lossless_jpeg/sample_predictor.h"

#include <algorithm>

namespace jackdaw::lossless_jpeg {
namespace {

int32_t Median(int32_t w, int32_t n, int32_t nw) {
  const int32_t low = std::min(w, n), high = std::max(w, n);
  return nw >= high ? low : nw <= low ? high : w + n - nw;
}

uint32_t Distance(int32_t a, int32_t b) { return static_cast<uint32_t>(a < b ? b - a : a - b); }
uint32_t Magnitude(int32_t r) { return static_cast<uint32_t>(r < 0 ? -r : r); }
uint32_t SignClass(int32_t r) { return r == 0 ? 0 : r > 0 ? 1 : 2; }

}  // namespace

void SamplePredictor::Begin(size_t width, int32_t top) {
  width_ = width;
  top_ = top;
  first_row_ = true;
  samples_.Reset(width);
  residuals_.Reset(width);
  for (auto& errors : errors_) errors.Reset(width);
  for (LinearFilter& filter : filters_) filter.Reset();
  for (auto& biases : biases_) biases.fill(Bias{});
  samples_.Row(0)[-1] = (top + 1) >> 1;
}

void SamplePredictor::BeginRow(std::span<const OtherRows> others) {
  num_others_ = std::min(others.size(), kMaxOthers);
  std::copy_n(others.begin(), num_others_, others_.begin());
  int32_t* row = samples_.Row(0);
  const int32_t start = first_row_ ? (top_ + 1) >> 1 : samples_.Row(1)[0];
  for (int i = 1; i <= static_cast<int>(kRowMargin); ++i) row[-i] = start;
}

// Behind the last column the row repeats its last sample. Errors there stay 0.
void SamplePredictor::EndRow() {
  int32_t* row = samples_.Row(0) + width_;
  for (size_t i = 0; i < kRowMargin; ++i) row[i] = row[-1];
  if (first_row_) {  // for the second line, which takes the first one for both lines above it
    std::copy_n(samples_.Row(0) - kRowMargin, width_ + 2 * kRowMargin,
                samples_.Row(1) - kRowMargin);
  }
  samples_.Next();
  residuals_.Next();
  for (auto& errors : errors_) errors.Next();
  first_row_ = false;
}

bool SamplePredictor::IsFlat(size_t x) {
  const int32_t* row = samples_.Row(0) + x;
  int32_t* above = samples_.Row(1) + x;
  if (first_row_) {
    // The rows above repeat the sample to the left.
    int32_t* above2 = samples_.Row(2) + x;
    for (int i = -2; i <= 2; ++i) above[i] = above2[i] = row[-1];
  }
  const int32_t w = row[-1];
  return above[0] == w && above[-1] == w && above[1] == w && row[-2] == w &&
         samples_.Row(2)[x] == w;
}

void SamplePredictor::Repeat(size_t x) {
  samples_.Row(0)[x] = West(x);
  residuals_.Row(0)[x] = 0;
  for (auto& errors : errors_) errors.Row(0)[x] = 0;
}

SamplePredictor::Around SamplePredictor::Neighbours(size_t x) const {
  const int32_t* row = samples_.Row(0) + x;
  const int32_t* above = samples_.Row(1) + x;
  const int32_t* above2 = samples_.Row(2) + x;
  return {row[-1],   row[-2],   above[0], above[-1], above[1],
          above2[0], above2[1], above[2], above[-2]};
}

void SamplePredictor::MakeInput(size_t x, const Around& a) {
  base_ = Median(a.w, a.n, a.nw);
  input_ = FilterInput();
  for (const int32_t v : {a.w, a.n, a.nw, a.ne, a.ww, a.nn, a.nne, a.nee, a.nww}) {
    input_.Add(v - base_);
  }
  const size_t left = x > 0 ? x - 1 : 0, right = x + 1 < width_ ? x + 1 : x;
  other_difference_ = 0;
  for (size_t i = 0; i < num_others_; ++i) {
    const OtherRows& o = others_[i];
    const int32_t base = Median(o.at[left], o.above[x], o.above[left]);
    if (i == 0) other_difference_ = o.at[x] - base;
    for (const uint16_t v : {o.at[x], o.at[left], o.above[x], o.at[right], o.below[x],
                             o.above[left], o.above[right]}) {
      input_.Add(v - base);
    }
  }
}

void SamplePredictor::PredictAll(const Around& a) {
  for (size_t i = 0; i < kNumFilters; ++i) filtered_[i] = filters_[i].Predict(input_);
  predicted_ = {16 * (a.w + a.n - a.nw),      16 * base_,
                16 * (a.n + a.ne - a.nne),    16 * (a.w + a.ne - a.n),
                16 * a.w + 8 * (a.ne - a.nw), 16 * (base_ + other_difference_),
                16 * base_ + filtered_[0],    16 * base_ + filtered_[1]};
  for (int32_t& p : predicted_) p = std::clamp(p, 0, 16 * top_);
}

// The mean of the predictors, each weighted by the inverse square of its errors around.
int32_t SamplePredictor::Combine(size_t x) const {
  uint64_t sum = 0, total = 0;
  for (size_t i = 0; i < kNumPredictors; ++i) {
    const uint32_t* row = errors_[i].Row(0) + x;
    const uint32_t* above = errors_[i].Row(1) + x;
    // Below 2^20 each.
    const uint64_t error =
        2 * uint64_t{row[-1]} + row[-2] + 2 * uint64_t{above[0]} + above[-1] + above[1] + 16;
    const uint64_t weight = (uint64_t{1} << 40) / (error * error) + 1;
    total += weight;
    sum += weight * static_cast<uint64_t>(predicted_[i]);
  }
  return static_cast<int32_t>((sum + total / 2) / total);
}

void SamplePredictor::Predict(size_t x, Prediction* out) {
  const Around a = Neighbours(x);
  MakeInput(x, a);
  PredictAll(a);
  combined_ = Combine(x);
  Describe(x, a, out);
}

void SamplePredictor::Describe(size_t x, const Around& a, Prediction* out) {
  const int32_t* row = residuals_.Row(0) + x;
  const int32_t* above = residuals_.Row(1) + x;
  const uint32_t west = Magnitude(row[-1]), north = Magnitude(above[0]);
  const uint32_t corner = Magnitude(above[-1]) + Magnitude(above[1]);
  out->energy =
      3 * (west + north) + 2 * corner + Magnitude(row[-2]) + Magnitude(residuals_.Row(2)[x]);
  out->texture = Distance(a.w, a.nw) + Distance(a.n, a.nw) + Distance(a.n, a.ne) +
                 Distance(a.w, a.ww) + Distance(a.n, a.nn);
  out->west = west;
  out->north = north;
  out->corner = corner;
  out->signs = 27 * SignClass(row[-1]) + 9 * SignClass(above[0]) + 3 * SignClass(above[-1]) +
               SignClass(above[1]);
  const auto [low, high] = std::minmax_element(predicted_.begin(), predicted_.end());
  out->dispute = static_cast<uint32_t>(*high - *low);
  out->other = other_difference_;
  const int32_t whole = (combined_ + 8) >> 4;
  uint32_t pattern = 0;
  for (const int32_t v : {a.w, a.n, a.nw, a.ne, a.ww, a.nn}) {
    pattern = 2 * pattern + (v > whole ? 1 : 0);
  }
  out->pattern = pattern;
  bias_index_[0] = pattern * 16 + std::min(15u, QuantizeLog(out->energy / 4) / 2);
  bias_index_[1] = out->signs * 12 + std::min(11u, QuantizeLog(out->dispute / 8) / 2);
  const int32_t bias =
      (biases_[0][bias_index_[0]].mean_q12 + biases_[1][bias_index_[1]].mean_q12) >> 9;
  const int32_t exact = std::clamp(combined_ + bias, 0, 16 * top_);
  out->value = std::min((exact + 8) >> 4, top_);
  out->phase = static_cast<uint32_t>(exact + 8) & 15;
}

void SamplePredictor::Update(size_t x, int32_t sample, const Prediction& prediction) {
  samples_.Row(0)[x] = sample;
  residuals_.Row(0)[x] = sample - prediction.value;
  for (size_t i = 0; i < kNumPredictors; ++i) {
    errors_[i].Row(0)[x] = Distance(16 * sample, predicted_[i]);
  }
  for (size_t i = 0; i < kNumFilters; ++i) {
    filters_[i].Learn(input_, 16 * (sample - base_) - filtered_[i]);
  }
  const int32_t error = (16 * sample - combined_) * 256;  // Q12
  for (size_t i = 0; i < kNumBiases; ++i) {
    Bias& bias = biases_[i][bias_index_[i]];
    bias.count = std::min(bias.count + 1, 255);
    const int32_t step = error - bias.mean_q12;
    const auto part = static_cast<int32_t>(Magnitude(step) / static_cast<uint32_t>(bias.count + 3));
    bias.mean_q12 += step < 0 ? -part : part;
  }
}

}  // namespace jackdaw::lossless_jpeg
