// The encoder's half of range_coder.h.
#include "entropy/range_coder.h"

namespace jackdaw::entropy {

void RangeEncoder::PutWord(uint32_t word) {
  for (int shift = 24; shift >= 0; shift -= 8) out_.push_back(static_cast<uint8_t>(word >> shift));
}

// A carry can only come while a word is held back: before the first word is shifted out, low +
// range stays within 2^64, because the initial interval is the whole of it.
void RangeEncoder::Carry() {
  ++cache_;  // never wraps: cache_ is not 0xFFFFFFFF
  for (; num_ones_words_ > 0; --num_ones_words_) {
    PutWord(cache_);
    cache_ = 0;
  }
}

void RangeEncoder::ShiftWord() {
  const auto word = static_cast<uint32_t>(low_ >> 32);
  if (has_cache_ && word == 0xFFFFFFFFu) {
    ++num_ones_words_;
  } else {
    if (has_cache_) PutWord(cache_);
    for (; num_ones_words_ > 0; --num_ones_words_) PutWord(0xFFFFFFFFu);
    cache_ = word;
    has_cache_ = true;
  }
  low_ <<= 32;
  range_ <<= 32;
}

Bytes RangeEncoder::Finish() {
  // The code value in [low, low + range) with the most trailing zero bits: round low up to a
  // multiple of 2^n for the largest n that stays inside. (I1) makes n = 32 - 1 always possible.
  for (int n = 63; n >= 0; --n) {
    const uint64_t mask = (uint64_t{1} << n) - 1;
    const uint64_t up = (mask - ((low_ - 1) & mask));  // distance to the next multiple
    if (up < range_) {
      AddToLow(up);
      break;
    }
  }
  range_ = 0;
  ShiftWord();
  ShiftWord();
  if (has_cache_) PutWord(cache_);
  for (; num_ones_words_ > 0; --num_ones_words_) PutWord(0xFFFFFFFFu);
  // Only zeros of the last two words are dropped, so that a decoder which runs further past the end
  // than that knows the stream is damaged.
  for (int i = 0; i < 8 && !out_.empty() && out_.back() == 0; ++i) out_.pop_back();
  return std::move(out_);
}

}  // namespace jackdaw::entropy
