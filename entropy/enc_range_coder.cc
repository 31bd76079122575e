// The encoder's half of range_coder.h.
#include <array>

#include "entropy/byte_pipe.h"
#include "entropy/range_coder.h"

namespace jackdaw::entropy {
namespace {

// So few that a decoder at the other end hardly lags behind, so many that passing them on takes no
// time.
constexpr size_t kPipeChunk = 1024;
// Zeros at the end of the last two words may still be dropped.
constexpr size_t kMaxDropped = 8;

}  // namespace

void RangeEncoder::PutWord(uint32_t word) {
  const std::array<uint8_t, 4> bytes = {
      static_cast<uint8_t>(word >> 24), static_cast<uint8_t>(word >> 16),
      static_cast<uint8_t>(word >> 8), static_cast<uint8_t>(word)};
  out_.insert(out_.end(), bytes.begin(), bytes.end());
  if (pipe_ != nullptr && out_.size() >= kPipeChunk + kMaxDropped) FillPipe();
}

void RangeEncoder::FillPipe() {
  const size_t num_final = out_.size() - kMaxDropped;
  pipe_->Append(ByteSpan(out_).first(num_final));
  out_.erase(out_.begin(), out_.begin() + static_cast<ptrdiff_t>(num_final));
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
  for (size_t i = 0; i < kMaxDropped && !out_.empty() && out_.back() == 0; ++i) out_.pop_back();
  if (pipe_ == nullptr) return std::move(out_);
  pipe_->Append(out_);
  pipe_->Close();
  return pipe_->All();
}

}  // namespace jackdaw::entropy
