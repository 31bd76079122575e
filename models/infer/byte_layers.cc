#include "models/infer/byte_layers.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace jackdaw::infer {
namespace {

std::vector<int> AllRows(const ByteLayerData& layer) {
  std::vector<int> rows(static_cast<size_t>(layer.rows));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

constexpr size_t kRunWeights = size_t{kByteRun} * kPanel;  // of a run of a panel
constexpr size_t kPairs = kRunWeights / 2;  // sums of 16 bits, each of the products of two weights

// The largest sum of one sign that 16 bits hold.
constexpr int kMaxPairWeights = static_cast<int>(kMaxInt16) / kMaxByte;
static_assert(2 * (kMaxByteWeight + 1) <= kMaxPairWeights);  // a run by itself always fits

// Of all weights of a sum of 16 bits: those above and those below zero.
struct SignedSums {
  std::array<int, kPairs> above{}, below{};

  void Add(const int8_t* run, int sign) {
    for (size_t i = 0; i < kPairs; ++i) {
      const int first = run[2 * i], second = run[2 * i + 1];
      above[i] += sign * (std::max(first, 0) + std::max(second, 0));
      below[i] += sign * (std::min(first, 0) + std::min(second, 0));
    }
  }
  // By how much the largest sum is too large.
  int Excess() const {
    const int most = *std::max_element(above.begin(), above.end());
    const int least = *std::min_element(below.begin(), below.end());
    return std::max(most, -least) - kMaxPairWeights;
  }
};

// The run without which the largest sum of a group of `count` is least.
size_t RunToTakeOut(const int8_t* group, size_t count, const SignedSums& sums) {
  size_t best = 0;
  int least = INT32_MAX;
  for (size_t run = 0; run < count; ++run) {
    SignedSums rest = sums;
    rest.Add(group + run * kRunWeights, -1);
    const int excess = rest.Excess();
    if (excess < least) {
      least = excess;
      best = run;
    }
  }
  return best;
}

}  // namespace

ByteDense::ByteDense(const ByteLayerData& layer)
    : ByteDense(layer, AllRows(layer), 0, layer.columns) {}

ByteDense::ByteDense(const ByteLayerData& layer, const std::vector<int>& rows, int begin, int count)
    : rows_(static_cast<int>(rows.size())), columns_(count) {
  const size_t panels = RoundUpToPanel(rows.size()) / kPanel;
  const auto columns = static_cast<size_t>(count);
  weights_.assign(panels * columns * kPanel, 0);
  bias_.assign(panels * kPanel, 0);
  shift_.assign(panels * kPanel, kMinShift);
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<size_t>(rows[i]);
    const int8_t* source = &layer.weights[row * static_cast<size_t>(layer.columns)] + begin;
    int8_t* panel = &weights_[i / kPanel * columns * kPanel];
    for (size_t k = 0; k < columns; ++k) {
      panel[k / kByteRun * (size_t{kByteRun} * kPanel) + i % kPanel * kByteRun + k % kByteRun] =
          source[k];
    }
    if (!layer.bias.empty()) bias_[i] = layer.bias[row];
    shift_[i] = layer.shift[row];
  }
  MakeGroups();
}

void ByteDense::MakeGroups() {
  grouped_ = weights_;
  apart_begin_.assign(1, 0);
  const auto runs = static_cast<size_t>(columns_ / kByteRun);
  const size_t panels = bias_.size() / kPanel;
  for (size_t panel = 0; panel < panels; ++panel) {
    for (size_t first = 0; first < runs; first += kGroupRuns) {
      const size_t count = std::min<size_t>(kGroupRuns, runs - first);
      int8_t* const group = &grouped_[(panel * runs + first) * kRunWeights];
      SignedSums sums;
      for (size_t run = 0; run < count; ++run) sums.Add(group + run * kRunWeights, 1);
      std::vector<uint16_t> taken;
      while (sums.Excess() > 0) {
        const size_t run = RunToTakeOut(group, count, sums);
        sums.Add(group + run * kRunWeights, -1);
        std::fill_n(group + run * kRunWeights, kRunWeights, int8_t{0});
        taken.push_back(static_cast<uint16_t>(first + run));
      }
      apart_run_.insert(apart_run_.end(), taken.begin(), taken.end());
    }
    std::sort(apart_run_.begin() + apart_begin_.back(), apart_run_.end());
    for (size_t i = apart_begin_.back(); i < apart_run_.size(); ++i) {
      const int8_t* run = &weights_[(panel * runs + apart_run_[i]) * kRunWeights];
      apart_.insert(apart_.end(), run, run + kRunWeights);
    }
    apart_begin_.push_back(static_cast<uint32_t>(apart_run_.size()));
  }
}

AlignedVector<int32_t> WideShifts(const LayerData& data) {
  return AlignedVector<int32_t>(RoundUpToPanel(static_cast<size_t>(data.rows)),
                                data.shift + kWideBits);
}

// The sum is scaled up by 15 bits first: then every shift is to the right.
int32_t ConstantBias(int32_t sum, int shift, int byte_shift, int64_t max_bias) {
  static_assert(kMinShift + kWideBits + 15 - kMaxByteShift > 0);
  const int down = shift + kWideBits + 15 - byte_shift;
  const int64_t scaled = (int64_t{sum} * (1 << 15) + (int64_t{1} << (down - 1))) >> down;
  return static_cast<int32_t>(std::clamp(scaled, -max_bias, max_bias));
}

}  // namespace jackdaw::infer
