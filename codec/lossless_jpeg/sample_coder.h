// A sample as decisions: the residual against its prediction, coded with mixed contexts
// (docs/format_lossless_jpeg.md §5.4).
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_CODER_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_CODER_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/compiler.h"
#include "codec/lossless_jpeg/sample_predictor.h"
#include "entropy/adaptive_bit.h"
#include "entropy/bit_ops.h"
#include "entropy/mixer.h"

namespace jackdaw::lossless_jpeg {

inline constexpr int kNumContexts = 7;
using SampleContexts = std::array<uint32_t, kNumContexts>;

// Decisions of one kind: slots for each context, and sets of weights.
class DecisionTable {
 public:
  DecisionTable(size_t num_slots, size_t num_sets)
      : slots_(num_slots * kNumContexts), weights_(num_sets), num_slots_(num_slots) {
    Reset();
  }
  void Reset() {
    std::fill(slots_.begin(), slots_.end(), entropy::kInitialSlot);
    entropy::MixerWeights<8> start{};
    for (int i = 0; i < kNumContexts; ++i) start.w[i] = kStartWeight;
    std::fill(weights_.begin(), weights_.end(), start);
  }

  // contexts: each below num_slots.
  template <class Coder>
  JACKDAW_ALWAYS_INLINE int Code(Coder& coder, const SampleContexts& contexts, size_t set_a,
                                 size_t set_b, int bit) {
    entropy::BitSlot* slot[kNumContexts];
    int x[8];
    for (size_t i = 0; i < kNumContexts; ++i) {
      slot[i] = slots_.data() + i * num_slots_ + contexts[i];
      x[i] = entropy::Stretch12(entropy::SlotP12(*slot[i]));
    }
    x[kNumContexts] = 256;
    const entropy::MixerInputs<8> inputs(x);
    const int32_t a = inputs.Dot(weights_[set_a]) >> entropy::kMixerDotShift;
    const int32_t b = inputs.Dot(weights_[set_b]) >> entropy::kMixerDotShift;
    const uint32_t p = entropy::Squash((a + b) >> 1);
    bit = coder.Bit(bit, p);
    inputs.Update(entropy::MixerError(bit, entropy::Squash(a)), kRateShift, &weights_[set_a]);
    inputs.Update(entropy::MixerError(bit, entropy::Squash(b)), kRateShift, &weights_[set_b]);
    for (size_t i = 0; i < kNumContexts; ++i) *slot[i] = entropy::UpdatedSlot(*slot[i], bit);
    return bit;
  }

 private:
  static constexpr int kRateShift = 2;
  static constexpr int32_t kStartWeight = entropy::kMixerOne / 4;

  std::vector<entropy::BitSlot> slots_;
  std::vector<entropy::MixerWeights<8>> weights_;
  size_t num_slots_;
};

template <class Coder>
class SampleCoder {
 public:
  SampleCoder()
      : sizes_(kSizes * kBaseContexts, kSizes * (kEnergies + 1)),
        signs_(kSignContexts, 2 * kSignSets),
        bits_(kNodes * kEnergies, kNodes + kEnergies) {}

  // top: the largest sample.
  void Begin(int32_t top) {
    top_ = top;
    sizes_.Reset();
    signs_.Reset();
    bits_.Reset();
    for (auto& bit : low_bits_) bit = entropy::TwoRateBit();
    repeats_.fill(entropy::TwoRateBit());
    run_ = 0;
    max_size_ = static_cast<uint32_t>(std::bit_width(static_cast<uint32_t>(top)));
  }

  // Codes a sample of a flat place that follows a run of repeats: whether it repeats.
  bool CanRepeat() const { return run_ >= kMinRun; }
  int CodeRepeat(Coder& coder, int bit) {
    return entropy::CodeTwoRate(coder, repeats_[std::min<uint32_t>(run_ - kMinRun, 31)], bit);
  }
  void CountRepeat(bool repeats) { run_ = repeats ? std::min(run_ + 1, 1u << 20) : 0; }

  // The sample; `sample` is looked at by encoders alone. A value outside 0..top: damaged input.
  int32_t Code(Coder& coder, const Prediction& p, int32_t sample) {
    Quantize(p);
    const int32_t residual = sample - p.value;
    const auto magnitude = static_cast<uint32_t>(residual < 0 ? -residual : residual);
    const uint32_t size = CodeSize(coder, static_cast<uint32_t>(std::bit_width(magnitude)));
    if (size == 0) return p.value;
    const int32_t least = int32_t{1} << (size - 1);
    const bool can_be_negative = p.value >= least, can_be_positive = top_ - p.value >= least;
    int negative = residual < 0 ? 1 : 0;
    if (can_be_negative && can_be_positive) {
      negative = CodeSign(coder, p, size, negative);
    } else {
      negative = can_be_negative ? 1 : 0;
    }
    const uint32_t m = CodeMantissa(coder, size, negative, magnitude);
    return negative != 0 ? p.value - static_cast<int32_t>(m) : p.value + static_cast<int32_t>(m);
  }

 private:
  static constexpr size_t kSizes = 17;  // decisions "larger than t", t = 0..16
  static constexpr size_t kBaseContexts = 1024, kEnergies = 64;
  static constexpr size_t kSignContexts = 2048, kSignSets = 8;
  static constexpr size_t kNodes = kSizes * 8;  // of a mantissa: size, bits so far
  static constexpr uint32_t kMixedDepth = 3;    // bits behind the leading one that are mixed
  static constexpr uint32_t kMinRun = 8;

  void Quantize(const Prediction& p) {
    energy_ = std::min(QuantizeLog(p.energy), 63u);
    const uint32_t west = std::min(QuantizeLog(p.west) / 2, 21u);
    const uint32_t north = std::min(QuantizeLog(p.north) / 2, 21u);
    const uint32_t corner = std::min(QuantizeLog(p.corner) / 2, 23u);
    const uint32_t texture = std::min(QuantizeLog(p.texture), 63u);
    const uint32_t dispute = std::min(QuantizeLog(p.dispute / 4), 63u);
    const uint32_t other =
        std::min(QuantizeLog(static_cast<uint32_t>(p.other < 0 ? -p.other : p.other)) / 2, 31u);
    base_ = {energy_ * 16 + p.phase,
             west * 22 + north,
             texture * 16 + std::min(energy_ / 4, 15u),
             dispute * 16 + std::min(energy_ / 4, 15u),
             other * 32 + std::min(energy_ / 2, 31u),
             p.pattern * 16 + std::min(energy_ / 4, 15u),
             corner * 32 + (west + north) / 2};
    // A twelfth of the energy is the mean error.
    expected_ = std::min(static_cast<uint32_t>(std::bit_width((p.energy + 6) / 12)), max_size_);
  }

  int CodeLarger(Coder& coder, uint32_t t, int bit) {
    SampleContexts c;
    for (size_t i = 0; i < kNumContexts; ++i) c[i] = base_[i] * static_cast<uint32_t>(kSizes) + t;
    return sizes_.Code(coder, c, t, kSizes + energy_ * kSizes + t, bit);
  }

  // The bit width of the magnitude, from the expected one up or down.
  uint32_t CodeSize(Coder& coder, uint32_t size) {
    uint32_t t = expected_;
    if (t < max_size_ && CodeLarger(coder, t, size > t ? 1 : 0) != 0) {
      for (++t; t < max_size_ && CodeLarger(coder, t, size > t ? 1 : 0) != 0;) ++t;
      return t;
    }
    while (t > 0 && CodeLarger(coder, t - 1, size > t - 1 ? 1 : 0) == 0) --t;
    return t;
  }

  int CodeSign(Coder& coder, const Prediction& p, uint32_t size, int negative) {
    const uint32_t s = std::min(size, 8u) - 1;
    const uint32_t e = std::min(energy_ / 8, 7u);
    const uint32_t o = p.other == 0 ? 0 : p.other > 0 ? 1 : 2;
    const SampleContexts c = {(p.phase * 8 + s) * 8 + e, p.signs * 8 + s,
                              p.pattern * 8 + s,         (p.pattern * 3 + o) * 8 + s,
                              (p.signs * 3 + o) * 8 + e, p.phase * 64 + p.pattern,
                              o * 64 + e * 8 + s};
    return signs_.Code(coder, c, s, 8 + e, negative);
  }

  uint32_t CodeMantissa(Coder& coder, uint32_t size, int negative, uint32_t magnitude) {
    uint32_t m = 1;
    for (uint32_t place = size - 1; place-- > 0;) {
      const int bit = static_cast<int>(magnitude >> place & 1);
      const uint32_t depth = size - 2 - place;
      int got = 0;
      if (depth < kMixedDepth) {
        const uint32_t node = size * 8 + m;  // m: 1..7
        const SampleContexts c = {node,
                                  node * 64 + energy_,
                                  node * 2 + static_cast<uint32_t>(negative),
                                  node * 64 + base_[2] / 16,
                                  node * 64 + base_[3] / 16,
                                  node * 32 + base_[4] / 32,
                                  node * 64 + base_[5] / 16};
        got = bits_.Code(coder, c, node, kNodes + energy_, bit);
      } else {
        got = entropy::CodeTwoRate(coder, low_bits_[size * 16 + place], bit);
      }
      m = 2 * m + static_cast<uint32_t>(got);
    }
    return m;
  }

  int32_t top_ = 0;
  uint32_t max_size_ = 0;
  uint32_t energy_ = 0, expected_ = 0;
  SampleContexts base_{};
  DecisionTable sizes_, signs_, bits_;
  std::array<entropy::TwoRateBit, 17 * 16> low_bits_;
  std::array<entropy::TwoRateBit, 32> repeats_;
  uint32_t run_ = 0;
};

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_CODER_H_
