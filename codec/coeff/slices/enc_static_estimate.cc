#include "codec/coeff/slices/enc_static_estimate.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include "base/nonzero_mask.h"
#include "codec/jpeg/block_bits.h"
#include "entropy/logistic_mixture.h"

namespace jackdaw::coeff {
namespace {

constexpr size_t kSampledBlocks = 1024;  // of a component, about
// Per cent of the estimate. Optimised Huffman codes, progressive ones included, took at least 92 on
// all files that were tried.
constexpr uint64_t kLeastPercent = 90;
// The tables of Huffman codes, which a stream does not have, are more than a smaller one loses; and
// pictures of this size are coded twice already.
constexpr uint64_t kLeastBytes = 1536;

// What coding as many symbols of each kind takes, in nats, Q24.
uint64_t EntropyQ24(std::span<const uint32_t> counts) {
  uint32_t total = 0;
  for (const uint32_t n : counts) total += n;
  if (total == 0) return 0;
  const int32_t ln_total = entropy::LnQ24(total);
  uint64_t sum = 0;
  for (const uint32_t n : counts) {
    if (n != 0) sum += uint64_t{n} * static_cast<uint32_t>(ln_total - entropy::LnQ24(n));
  }
  return sum;
}

class Sample {
 public:
  void Take(const int16_t* block, int dc_difference) {
    AddSize(0, jpeg::Category(dc_difference));
    size_t before = 0;
    for (uint64_t mask = NonzeroMask(block) & ~uint64_t{1}; mask != 0; mask &= mask - 1) {
      const auto k = static_cast<size_t>(std::countr_zero(mask));
      const int size = jpeg::Category(block[k]);
      AddSize(k, size);
      const size_t run = k - before - 1;
      symbols_[0xF0] += static_cast<uint32_t>(run / 16);
      ++symbols_[16 * (run % 16) + static_cast<size_t>(size & 15)];
      before = k;
    }
    if (before != 63) ++symbols_[0];  // end of block
    ++num_blocks_;
  }

  // Of all of `blocks` blocks.
  uint64_t Bytes(uint64_t blocks) {
    if (num_blocks_ == 0) return 0;
    for (std::array<uint32_t, 17>& sizes : sizes_) {
      sizes[0] = num_blocks_;
      for (size_t size = 1; size < sizes.size(); ++size) sizes[0] -= sizes[size];
    }
    uint64_t by_frequency = 0;
    for (size_t k = 1; k < 64; ++k) by_frequency += EntropyQ24(sizes_[k]);
    const uint64_t ac = std::min(by_frequency, EntropyQ24(symbols_));
    const auto one_bit = static_cast<uint64_t>(entropy::LnQ24(2));
    const uint64_t bits = extra_bits_ + (EntropyQ24(sizes_[0]) + ac) / one_bit;
    return bits * blocks / num_blocks_ / 8;
  }

 private:
  void AddSize(size_t k, int size) {
    if (size == 0) return;
    ++sizes_[k][static_cast<size_t>(size)];
    extra_bits_ += static_cast<uint32_t>(size);
  }

  std::array<std::array<uint32_t, 17>, 64> sizes_{};  // [zigzag position][bits of the magnitude]
  std::array<uint32_t, 256> symbols_{};               // T.81 F.1.2.2.1
  uint64_t extra_bits_ = 0;
  uint32_t num_blocks_ = 0;
};

}  // namespace

uint64_t EstimateStaticBytes(const std::vector<jpeg::CoeffPlane>& planes) {
  uint64_t bytes = 0;
  for (const jpeg::CoeffPlane& plane : planes) {
    const size_t num_blocks = plane.coeffs.size() / jpeg::kBlockSize;
    const size_t stride = (1 + num_blocks / kSampledBlocks) | 1;
    Sample sample;
    for (size_t i = 0; i < num_blocks; i += stride) {
      const int16_t* block = plane.coeffs.data() + i * jpeg::kBlockSize;
      sample.Take(block, block[0] - (i > 0 ? block[-jpeg::kBlockSize] : 0));
    }
    bytes += sample.Bytes(num_blocks);
  }
  return bytes;
}

bool StaticMayWin(const std::vector<jpeg::CoeffPlane>& planes, uint64_t coded_bytes) {
  return coded_bytes >= kLeastBytes &&
         coded_bytes * 100 > EstimateStaticBytes(planes) * kLeastPercent;
}

}  // namespace jackdaw::coeff
