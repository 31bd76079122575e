#include "codec/lossy/enc_huffman_rates.h"

#include <algorithm>
#include <vector>

namespace jackdaw::lossy {
namespace {

constexpr size_t kMaxCodeLength = 16;

// Depth of every leaf of a Huffman tree. counts: ascending, at least two.
std::vector<uint32_t> TreeDepths(const std::vector<uint64_t>& counts) {
  const size_t num_leaves = counts.size();
  // Leaves, then inner nodes in the order of their making, which is one of ascending weight.
  std::vector<uint64_t> weights = counts;
  std::vector<size_t> parents(2 * num_leaves - 1, 0);
  size_t next_leaf = 0, next_inner = num_leaves;
  const auto take = [&] {
    const bool leaf = next_leaf < num_leaves &&
                      (next_inner == weights.size() || weights[next_leaf] <= weights[next_inner]);
    return leaf ? next_leaf++ : next_inner++;
  };
  while (weights.size() < 2 * num_leaves - 1) {
    const size_t a = take(), b = take();
    parents[a] = parents[b] = weights.size();
    weights.push_back(weights[a] + weights[b]);
  }
  std::vector<uint32_t> depths(weights.size(), 0);
  for (size_t i = weights.size() - 1; i-- > 0;) depths[i] = depths[parents[i]] + 1;
  depths.resize(num_leaves);
  return depths;
}

// T.81 figure K.3: takes pairs of too long codes up, at the price of a shorter code going down.
// num_codes: by length.
void LimitLengths(std::vector<uint32_t>* num_codes) {
  for (size_t length = num_codes->size() - 1; length > kMaxCodeLength; --length) {
    while ((*num_codes)[length] > 0) {
      size_t shorter = length - 2;
      while ((*num_codes)[shorter] == 0) --shorter;
      (*num_codes)[length] -= 2;
      ++(*num_codes)[length - 1];
      (*num_codes)[shorter + 1] += 2;
      --(*num_codes)[shorter];
    }
  }
  num_codes->resize(kMaxCodeLength + 1);
}

}  // namespace

void CountAcSymbols(const int16_t* levels, SymbolCounts* counts) {
  int last = 0;
  for (int k = 1; k < jpeg::kBlockSize; ++k) {
    if (levels[k] == 0) continue;
    const int run = k - last - 1;
    (*counts)[kZrlSymbol] += static_cast<uint64_t>(run / 16);
    ++(*counts)[static_cast<size_t>((run % 16) << 4 | SizeCategory(levels[k]))];
    last = k;
  }
  if (last < jpeg::kBlockSize - 1) ++(*counts)[kEobSymbol];
}

std::array<uint8_t, 256> OptimalCodeLengths(const SymbolCounts& counts) {
  std::array<uint8_t, 256> lengths{};
  std::vector<size_t> symbols;
  for (size_t s = 0; s < counts.size(); ++s) {
    if (counts[s] > 0) symbols.push_back(s);
  }
  if (symbols.empty()) return lengths;
  std::stable_sort(symbols.begin(), symbols.end(),
                   [&](size_t a, size_t b) { return counts[a] < counts[b]; });
  // The rarest of all stands for the code of all ones, which is then taken away.
  std::vector<uint64_t> sorted = {0};
  for (const size_t s : symbols) sorted.push_back(counts[s]);
  const std::vector<uint32_t> depths = TreeDepths(sorted);
  const size_t deepest = *std::max_element(depths.begin(), depths.end());
  std::vector<uint32_t> num_codes(std::max(deepest, kMaxCodeLength) + 1, 0);
  for (const uint32_t depth : depths) ++num_codes[depth];
  LimitLengths(&num_codes);
  size_t length = kMaxCodeLength;
  while (num_codes[length] == 0) --length;
  --num_codes[length];
  length = 1;
  for (auto it = symbols.rbegin(); it != symbols.rend(); ++it) {
    while (num_codes[length] == 0) ++length;
    --num_codes[length];
    lengths[*it] = static_cast<uint8_t>(length);
  }
  return lengths;
}

double CodedBits(const SymbolCounts& dc_counts, const SymbolCounts& ac_counts) {
  double bits = 0;
  for (const SymbolCounts* counts : {&dc_counts, &ac_counts}) {
    const std::array<uint8_t, 256> lengths = OptimalCodeLengths(*counts);
    for (size_t s = 0; s < counts->size(); ++s) {
      // The size category is in the low four bits, in DC symbols alone.
      bits += static_cast<double>((*counts)[s] * (lengths[s] + s % 16));
    }
  }
  return bits;
}

HuffmanRates MakeRates(const SymbolCounts& dc_counts, const SymbolCounts& ac_counts) {
  const std::array<uint8_t, 256> dc = OptimalCodeLengths(dc_counts);
  const std::array<uint8_t, 256> ac = OptimalCodeLengths(ac_counts);
  const auto bits = [](uint8_t length) {
    return static_cast<float>(length == 0 ? kMaxCodeLength : length);
  };
  HuffmanRates rates;
  rates.eob = bits(ac[kEobSymbol]);
  for (size_t size = 0; size < 16; ++size) {
    rates.dc[size] = bits(dc[size]) + static_cast<float>(size);
    for (size_t run = 0; size > 0 && run < jpeg::kBlockSize - 1; ++run) {
      const auto num_zrls = run / 16;
      rates.ac[size][run] = static_cast<float>(num_zrls) * bits(ac[kZrlSymbol]) +
                            bits(ac[(run % 16) << 4 | size]) + static_cast<float>(size);
    }
  }
  return rates;
}

}  // namespace jackdaw::lossy
