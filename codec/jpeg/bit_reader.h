// Reads entropy-coded bits of one scan, with byte stuffing (FF 00 -> FF) removed (T.81 F.2.2.5).
//
// FF 01..FF BF are not markers of any kind that occurs in a scan: they come from damage to FF 00
// and are read like it. The data end at any other FF, or at the end of the span. Past them the
// reader hands out zero bits and counts them; Overrun() tells that one was consumed. Callers check
// it once per MCU and fall back to a checkpoint.
//
// Invariants: the top num_bits_ (0..63) bits of buf_ are the next bits; the lower bits are 0 or
// those that follow them in the data. Of the num_bits_, the last num_virtual_bits_ are not in the
// data (more than num_bits_ after an overrun). No byte from pos_ to before next_ff_ is FF.
#ifndef JACKDAW_CODEC_JPEG_BIT_READER_H_
#define JACKDAW_CODEC_JPEG_BIT_READER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"
#include "codec/jpeg/word_bytes.h"

namespace jackdaw::jpeg {

// The byte after an FF in scan data: below this value it belongs to the FF, else they are a marker.
inline constexpr uint8_t kFirstScanMarker = 0xC0;

// Left-over bits of a partly used byte; num_bits 0..7.
struct PartialByte {
  uint8_t num_bits = 0;
  uint8_t bits = 0;
};

class ScanBitReader {
 public:
  // What is needed to come back to a place.
  struct Checkpoint {
    size_t pos = 0;
    uint64_t buf = 0;
    int num_bits = 0;
    int num_virtual_bits = 0;
  };

  // Refill leaves at least this many bits.
  static constexpr int kRefilledBits = 56;

  // REQUIRES: begin <= data.size().
  ScanBitReader(ByteSpan data, size_t begin)
      : data_(data), begin_(begin), pos_(begin), next_ff_(begin) {}

  // Afterwards at least kRefilledBits bits can be peeked and dropped.
  void Refill() {
    if (next_ff_ >= 8 && pos_ <= next_ff_ - 8) [[likely]] {
      // Takes as many whole bytes as fit. The bits of the next byte that come along stay below
      // num_bits_, where the same bits are or-ed in again next time.
      buf_ |= LoadBe64(data_.data() + pos_) >> num_bits_;
      pos_ += static_cast<size_t>(63 - num_bits_) >> 3;
      num_bits_ |= 56;
      return;
    }
    const Slow slow = RefillByBytes(data_, {Save(), next_ff_});
    pos_ = slow.state.pos;
    buf_ = slow.state.buf;
    num_bits_ = slow.state.num_bits;
    num_virtual_bits_ = slow.state.num_virtual_bits;
    next_ff_ = slow.next_ff;
  }
  // Afterwards at least 32 bits can be peeked and dropped.
  void EnsureBits() {
    if (num_bits_ < 32) Refill();
  }
  // The next n bits, 1..32.
  uint32_t Peek(int n) const { return static_cast<uint32_t>(buf_ >> (64 - n)); }
  // The next bits from the top on; those past the ones ensured are arbitrary.
  uint64_t PeekAll() const { return buf_; }
  // n: 0..32.
  void Drop(int n) {
    buf_ <<= n;
    num_bits_ -= n;
  }
  // n: 1..32, after EnsureBits.
  uint32_t Take(int n) {
    const uint32_t v = Peek(n);
    Drop(n);
    return v;
  }

  bool Overrun() const { return num_bits_ < num_virtual_bits_; }

  Checkpoint Save() const { return {pos_, buf_, num_bits_, num_virtual_bits_}; }
  void Restore(const Checkpoint& c) {
    pos_ = c.pos;
    buf_ = c.buf;
    num_bits_ = c.num_bits;
    num_virtual_bits_ = c.num_virtual_bits;
    next_ff_ = c.pos;  // that is all that is known there
  }

  // Drops the rest of a partly used byte and returns it; position() is then that of the next byte.
  // REQUIRES: !Overrun().
  PartialByte AlignToByte() {
    const int num_real_bits = num_bits_ - num_virtual_bits_;
    PartialByte partial;
    partial.num_bits = static_cast<uint8_t>(num_real_bits & 7);
    if (partial.num_bits != 0) partial.bits = static_cast<uint8_t>(Peek(partial.num_bits));
    for (int i = num_real_bits >> 3; i > 0; --i) StepBack();
    buf_ = 0;
    num_bits_ = 0;
    num_virtual_bits_ = 0;
    return partial;
  }
  // File position. REQUIRES: byte-aligned by AlignToByte, nothing read since.
  size_t position() const { return pos_; }
  // Goes on at `pos`, byte-aligned. REQUIRES: pos <= data.size().
  void JumpTo(size_t pos) {
    begin_ = pos_ = next_ff_ = pos;
    buf_ = 0;
    num_bits_ = 0;
    num_virtual_bits_ = 0;
  }

 private:
  struct Slow {
    Checkpoint state;
    size_t next_ff;
  };
  // By value, so that a reader that is a local variable can live in registers.
  static Slow RefillByBytes(ByteSpan data, Slow slow) {
    Checkpoint& c = slow.state;
    while (c.num_bits < kRefilledBits) {
      const size_t left = data.size() - c.pos;
      uint64_t byte = 0;
      if (left >= 1 && data[c.pos] != 0xFF) {
        byte = data[c.pos];
        c.pos += 1;
      } else if (left >= 2 && data[c.pos + 1] < kFirstScanMarker) {
        byte = 0xFF;
        c.pos += 2;
      } else {
        c.num_virtual_bits += 8;
      }
      c.buf |= byte << (56 - c.num_bits);
      c.num_bits += 8;
    }
    if (c.pos > slow.next_ff) {
      const ByteSpan rest = data.subspan(c.pos);
      const void* ff = rest.empty() ? nullptr : std::memchr(rest.data(), 0xFF, rest.size());
      slow.next_ff = ff == nullptr
                         ? data.size()
                         : static_cast<size_t>(static_cast<const uint8_t*>(ff) - data.data());
    }
    return slow;
  }

  // A data byte FF owns the byte after it, so an FF there is always the first of two bytes.
  void StepBack() {
    const bool stuffed = pos_ - begin_ >= 2 && data_[pos_ - 2] == 0xFF;
    pos_ -= stuffed ? 2 : 1;
  }

  ByteSpan data_;
  size_t begin_;
  size_t pos_;
  size_t next_ff_;
  uint64_t buf_ = 0;
  int num_bits_ = 0;
  int num_virtual_bits_ = 0;
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_BIT_READER_H_
