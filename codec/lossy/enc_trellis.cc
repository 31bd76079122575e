#include "codec/lossy/enc_trellis.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>

#include "codec/lossy/enc_distortion.h"

namespace jackdaw::lossy {
namespace {

// A way to code everything up to one non-zero level.
struct Node {
  int32_t position = 0;
  int16_t level = 0;   // magnitude
  int16_t before = 0;  // index of the node before
};

}  // namespace

AcTrellis::AcTrellis(const quant::FrequencyTable& quant, const quant::FrequencyTable& steps,
                     const HuffmanRates& rates, double lambda)
    : quant_(quant), eob_cost_(static_cast<float>(lambda) * rates.eob) {
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    steps_[k] = steps[k];
    inverse_steps_[k] = 1.0f / steps_[k];
  }
  for (size_t size = 0; size < 16; ++size) {
    for (size_t run = 0; run < jpeg::kBlockSize - 1; ++run) {
      cost_[size][run] = static_cast<float>(lambda) * rates.ac[size][run];
    }
  }
}

void AcTrellis::Optimize(const int16_t* coeffs, const uint8_t* weights, int16_t* levels) const {
  const WeightTable& weight_of = WeightsByCode();
  // Node 0 is the begin of the block; at most one node per position otherwise. base[n]: cost up to
  // the node, less the distortion of zeroing everything up to it.
  std::array<Node, jpeg::kBlockSize> nodes;
  std::array<float, jpeg::kBlockSize> base;
  nodes[0] = Node{};
  base[0] = 0;
  size_t num_nodes = 1;
  std::fill(levels + 1, levels + jpeg::kBlockSize, int16_t{0});
  for (int k = 1; k < jpeg::kBlockSize; ++k) {
    if (coeffs[k] == 0) continue;
    const auto i = static_cast<size_t>(k);
    const float value = static_cast<float>(std::abs(int32_t{coeffs[k]}) * int32_t{quant_[i]});
    const int nearest = static_cast<int>(value * inverse_steps_[i] + 0.5f);
    if (nearest == 0) continue;
    const float weight = weights == nullptr ? 1 : weight_of[weights[i]];
    float best = std::numeric_limits<float>::infinity();
    Node node{.position = k};
    // Of one size category only the nearest level can be best; of the next lower one its largest,
    // unless it is far away.
    const int lower = static_cast<int>(std::bit_floor(static_cast<unsigned>(nearest))) - 1;
    for (const int level : {nearest, lower}) {
      if (level == 0 || nearest - level > 2) continue;
      const float error = value - static_cast<float>(level) * steps_[i];
      // What this level saves of the distortion of a zero.
      const float gain = weight * (error * error - value * value);
      const std::array<float, jpeg::kBlockSize - 1>& cost =
          cost_[static_cast<size_t>(SizeCategory(level))];
      for (size_t n = 0; n < num_nodes; ++n) {
        const float total = base[n] + cost[static_cast<size_t>(k - nodes[n].position - 1)] + gain;
        if (total >= best) continue;
        best = total;
        node.level = static_cast<int16_t>(level);
        node.before = static_cast<int16_t>(n);
      }
    }
    base[num_nodes] = best;
    nodes[num_nodes++] = node;
  }
  size_t last = 0;
  float least = std::numeric_limits<float>::infinity();
  for (size_t n = 0; n < num_nodes; ++n) {
    const float total = base[n] + (nodes[n].position < jpeg::kBlockSize - 1 ? eob_cost_ : 0);
    if (total >= least) continue;
    least = total;
    last = n;
  }
  for (size_t n = last; n > 0; n = static_cast<size_t>(nodes[n].before)) {
    const int k = nodes[n].position;
    levels[k] = static_cast<int16_t>(coeffs[k] < 0 ? -nodes[n].level : nodes[n].level);
  }
}

std::vector<int16_t> OptimizeDc(std::span<const int32_t> values, std::span<const float> weights,
                                uint16_t step, const HuffmanRates& rates, double lambda) {
  constexpr size_t kNumStates = 3;
  constexpr int kMaxDifference = 2047;
  std::vector<int16_t> levels(values.size());
  std::vector<std::array<uint8_t, kNumStates>> before(values.size());
  std::array<double, kNumStates> cost{};
  std::array<int, kNumStates> candidates{};  // of the block before; the first predicts from 0
  for (size_t b = 0; b < values.size(); ++b) {
    const int sign = values[b] < 0 ? -1 : 1;
    const int nearest = sign * ((2 * std::abs(values[b]) + step) / (2 * step));
    levels[b] = static_cast<int16_t>(nearest);
    std::array<double, kNumStates> next{};
    std::array<int, kNumStates> next_candidates{};
    for (size_t s = 0; s < kNumStates; ++s) {
      const int level = std::clamp(nearest + static_cast<int>(s) - 1, -1024, 1023);
      const double error = static_cast<double>(values[b]) - static_cast<double>(level) * step;
      next_candidates[s] = level;
      next[s] = std::numeric_limits<double>::infinity();
      for (size_t p = 0; p < kNumStates; ++p) {
        const int difference = std::clamp(level - candidates[p], -kMaxDifference, kMaxDifference);
        const double total =
            cost[p] + lambda * rates.dc[static_cast<size_t>(SizeCategory(difference))];
        if (total >= next[s]) continue;
        next[s] = total;
        before[b][s] = static_cast<uint8_t>(p);
      }
      next[s] += error * error * (weights.empty() ? 1 : static_cast<double>(weights[b]));
    }
    cost = next;
    candidates = next_candidates;
  }
  auto state = static_cast<size_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
  for (size_t b = values.size(); b-- > 0;) {
    levels[b] =
        static_cast<int16_t>(std::clamp(levels[b] + static_cast<int>(state) - 1, -1024, 1023));
    state = before[b][state];
  }
  return levels;
}

}  // namespace jackdaw::lossy
