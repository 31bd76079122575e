// Range coder with 64-bit state and 32-bit words, in the style of constriction's queue coder
// (Martin 1979; R. Bamler, "Understanding Entropy Coding With Asymmetric Numeral Systems", 2022, §
// on range coding). The coder knows nothing of the model: it gets integer probabilities.
//
// State of the encoder: an interval [low, low + range) of 64-bit fixed-point numbers, whose integer
// part, all words written so far, is kept outside. Invariants between calls:
//   (I1) kMinRange = 2^32 <= range, so range >> 16 never loses more than 2^-16 of the range, and
//   any
//        probability of at least 1/65536 (1/2^16) keeps a non-empty part of it.
//   (I2) The number that the decoder will see, as a continuation of the words written, lies in
//        [low, low + range). low + range may exceed 2^64; the excess is a carry into the words.
// When range falls below 2^32, the top word of low is decided except for one carry at most, so it
// is shifted out. Carries are resolved exactly: the last word that is not 0xFFFFFFFF is held back
// in `cache_` together with the count of 0xFFFFFFFF words after it; a carry adds one to it and
// turns the run into zeros. No bit stuffing, no loss of range, at most one word of delay plus the
// run.
//
// The decoder keeps value = code - low (I3: value < range) and so needs neither low nor carries.
// Words are big-endian in the byte stream. Past the end the decoder reads zeros, and the encoder
// drops up to eight trailing zero bytes of a final code value chosen with as many of them as
// possible. The length of a stream is known from outside. Format: docs/format_coeff.md §2.
#ifndef JACKDAW_ENTROPY_RANGE_CODER_H_
#define JACKDAW_ENTROPY_RANGE_CODER_H_

#include <cstdint>

#include "base/bytes.h"
#include "base/compiler.h"
#include "entropy/byte_pipe.h"

namespace jackdaw::entropy {

inline constexpr int kProbBits = 16;  // probabilities are fractions of 1 << kProbBits
inline constexpr int kMinRangeBits = 32;
// A probability of 1 leaves a part of the smallest range, and one word restores it.
static_assert(kMinRangeBits - kProbBits + 32 >= kMinRangeBits && kMinRangeBits > kProbBits);

class RangeEncoder {
 public:
  RangeEncoder() = default;
  // Also hands the bytes to *pipe as soon as they are final. It must outlive this.
  explicit RangeEncoder(BytePipe* pipe) : pipe_(pipe) {}

  // Codes `bit`. p1_q16: probability of a one, 1..65535.
  JACKDAW_ALWAYS_INLINE void EncodeBit(int bit, uint32_t p1_q16) {
    const uint64_t bound = (range_ >> kProbBits) * p1_q16;
    if (bit != 0) {
      range_ = bound;
    } else {
      AddToLow(bound);
      range_ -= bound;
    }
    Normalize();
  }

  // The same without a branch, for what no processor predicts. bit: 0 or 1.
  JACKDAW_ALWAYS_INLINE void EncodeRandomBit(int bit, uint32_t p1_q16) {
    const uint64_t bound = (range_ >> kProbBits) * p1_q16;
    uint64_t is_zero = static_cast<uint64_t>(bit) - 1;  // all ones for a zero
    JACKDAW_HIDE_VALUE(is_zero);
    AddToLow(bound & is_zero);
    range_ = bound ^ ((bound ^ (range_ - bound)) & is_zero);
    Normalize();
  }

  // Codes a symbol of a quantized distribution: its interval [cumulative, cumulative + freq) of
  // 1 << prob_bits. REQUIRES: freq >= 1, prob_bits <= 16, the interval inside the total.
  void EncodeSymbol(uint32_t cumulative, uint32_t freq, int prob_bits) {
    const uint64_t scale = range_ >> prob_bits;
    AddToLow(scale * cumulative);
    // The last symbol does not take the remainder of the division: a plain product is enough, its
    // loss is below 2^-16 of a bit by (I1).
    range_ = scale * freq;
    Normalize();
  }

  // Codes the low num_bits (0..16) of value with equal probabilities.
  void EncodeBits(uint32_t value, int num_bits) {
    if (num_bits != 0) EncodeSymbol(value, 1, num_bits);
  }

  // Ends the stream and returns its bytes; closes the pipe. The encoder is then used up.
  Bytes Finish();

 private:
  JACKDAW_ALWAYS_INLINE void AddToLow(uint64_t amount) {
    low_ += amount;
    if (low_ < amount) [[unlikely]]
      Carry();
  }
  JACKDAW_ALWAYS_INLINE void Normalize() {
    if (range_ < kMinRange) [[unlikely]]
      ShiftWord();
  }
  void Carry();
  void ShiftWord();
  void PutWord(uint32_t word);
  void FillPipe();

  static constexpr uint64_t kMinRange = uint64_t{1} << kMinRangeBits;

  uint64_t low_ = 0;
  uint64_t range_ = ~uint64_t{0};
  uint32_t cache_ = 0;  // last word that a carry may still change
  bool has_cache_ = false;
  uint64_t num_ones_words_ = 0;  // 0xFFFFFFFF words after cache_
  Bytes out_;                    // what is not in the pipe yet
  BytePipe* pipe_ = nullptr;
};

class RangeDecoder {
 public:
  explicit RangeDecoder(ByteSpan data) : data_(data) { Begin(); }
  // Reads all of the pipe, and waits for its bytes. It must outlive this.
  explicit RangeDecoder(BytePipe* pipe) : pipe_(pipe) { Begin(); }

  // p1_q16: the same probability that the encoder used, 1..65535.
  JACKDAW_ALWAYS_INLINE int DecodeBit(uint32_t p1_q16) {
    const uint64_t bound = (range_ >> kProbBits) * p1_q16;
    const int bit = value_ < bound ? 1 : 0;
    if (bit != 0) {
      range_ = bound;
    } else {
      value_ -= bound;
      range_ -= bound;
    }
    Normalize();
    return bit;
  }

  // The same without a branch, for what no processor predicts.
  JACKDAW_ALWAYS_INLINE int DecodeRandomBit(uint32_t p1_q16) {
    const uint64_t bound = (range_ >> kProbBits) * p1_q16;
    // All ones for a zero.
    uint64_t is_zero = static_cast<uint64_t>(value_ < bound) - 1;
    JACKDAW_HIDE_VALUE(is_zero);
    value_ -= bound & is_zero;
    range_ = bound ^ ((bound ^ (range_ - bound)) & is_zero);
    Normalize();
    return static_cast<int>(is_zero + 1);
  }

  // First half of decoding a symbol: the position in 0..(1 << prob_bits) - 1 that the caller looks
  // up in its distribution. Damaged input may give a clamped position, never one out of range.
  uint32_t PeekSymbol(int prob_bits) const {
    const uint64_t position = value_ / (range_ >> prob_bits);
    const uint64_t last = (uint64_t{1} << prob_bits) - 1;
    return static_cast<uint32_t>(position < last ? position : last);
  }
  // Second half: takes the symbol's interval off.
  void TakeSymbol(uint32_t cumulative, uint32_t freq, int prob_bits) {
    const uint64_t scale = range_ >> prob_bits;
    value_ -= scale * cumulative;
    range_ = scale * freq;
    // Only damaged input gets here with value >= range (the remainder of the division, which the
    // encoder never uses); clamping keeps (I3).
    if (value_ >= range_) [[unlikely]]
      value_ = range_ - 1;
    Normalize();
  }

  uint32_t DecodeBits(int num_bits) {
    if (num_bits == 0) return 0;
    const uint32_t value = PeekSymbol(num_bits);
    TakeSymbol(value, 1, num_bits);
    return value;
  }

  // True when the whole stream was read and at most the eight zero bytes that an encoder may drop
  // were read past it. Call once, at the end.
  bool Finish() const {
    return overrun_bytes_ <= 8 && pos_ == data_.size() && (pipe_ == nullptr || pipe_->AtEnd());
  }

  // True once reading is far past the end, so that hostile input cannot make work for nothing.
  bool Exhausted() const { return overrun_bytes_ > 8; }

 private:
  JACKDAW_ALWAYS_INLINE void Normalize() {
    if (range_ < (uint64_t{1} << kMinRangeBits)) [[unlikely]] {
      range_ <<= 32;
      value_ = (value_ << 32) | NextWord();
    }
  }
  void Begin() {
    value_ = static_cast<uint64_t>(NextWord()) << 32;
    value_ |= NextWord();
  }
  uint32_t NextWord();
  bool NextChunk();

  ByteSpan data_;  // with a pipe: its current chunk
  size_t pos_ = 0;
  BytePipe* pipe_ = nullptr;
  uint64_t overrun_bytes_ = 0;
  uint64_t value_ = 0;
  uint64_t range_ = ~uint64_t{0};
};

}  // namespace jackdaw::entropy

#endif  // JACKDAW_ENTROPY_RANGE_CODER_H_
