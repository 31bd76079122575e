// Writes entropy-coded bits of scans, stuffing a 00 after every FF, and raw bytes between them.
//
// Never appends past a byte limit given at construction: what would go beyond is dropped and
// Overflow() reports it, so hostile facts cannot fill the memory.
#ifndef JACKDAW_CODEC_JPEG_BIT_WRITER_H_
#define JACKDAW_CODEC_JPEG_BIT_WRITER_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace jackdaw {

class ScanBitWriter {
 public:
  // Appends to *out, which may grow to max_size bytes. `out` must outlive the writer.
  ScanBitWriter(Bytes* out, uint64_t max_size) : out_(out), max_size_(max_size) {}

  // The low n bits of `bits`, n 0..32. REQUIRES: bits < 2^n.
  void Put(uint64_t bits, int n) {
    if (n <= num_free_) {
      acc_ = (acc_ << n) | bits;
      num_free_ -= n;
      return;
    }
    const int num_low = n - num_free_;
    EmitWord((acc_ << num_free_) | (bits >> num_low));
    acc_ = bits;  // the bits above num_low leave at the top before acc_ is emitted
    num_free_ = 64 - num_low;
  }

  // Bits missing to the next byte boundary, 0..7.
  int NumPaddingBits() const { return num_free_ & 7; }

  // REQUIRES: NumPaddingBits() == 0.
  void FlushWholeBytes() {
    for (int shift = 56 - num_free_; shift >= 0; shift -= 8) {
      EmitByte(static_cast<uint8_t>(acc_ >> shift));
    }
    acc_ = 0;
    num_free_ = 64;
  }

  // Bytes as they stand, without stuffing. REQUIRES: flushed.
  void PutRaw(ByteSpan bytes) {
    Drain();
    if (bytes.size() > max_size_ - out_->size()) {
      overflow_ = true;
      return;
    }
    out_->insert(out_->end(), bytes.begin(), bytes.end());
  }

  // REQUIRES: flushed. Everything is in *out afterwards, but for what overflowed.
  void Finish() { Drain(); }

  bool Overflow() const { return overflow_; }

 private:
  static bool HasFf(uint64_t v) {
    const uint64_t inverted = ~v;
    return ((inverted - 0x0101010101010101u) & ~inverted & 0x8080808080808080u) != 0;
  }

  void EmitByte(uint8_t byte) {
    if (num_buffered_ + 16 > buffer_.size()) Drain();
    buffer_[num_buffered_++] = byte;
    if (byte == 0xFF) buffer_[num_buffered_++] = 0;
  }

  void EmitWord(uint64_t word) {
    if (num_buffered_ + 16 > buffer_.size()) Drain();
    if (HasFf(word)) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        const auto byte = static_cast<uint8_t>(word >> shift);
        buffer_[num_buffered_++] = byte;
        if (byte == 0xFF) buffer_[num_buffered_++] = 0;
      }
      return;
    }
    for (size_t i = 0; i < 8; ++i) {
      buffer_[num_buffered_ + i] = static_cast<uint8_t>(word >> (56 - 8 * i));
    }
    num_buffered_ += 8;
  }

  void Drain() {
    if (out_->size() > max_size_ || num_buffered_ > max_size_ - out_->size()) {
      overflow_ = true;
      num_buffered_ = 0;
      return;
    }
    out_->insert(out_->end(), buffer_.begin(),
                 buffer_.begin() + static_cast<std::ptrdiff_t>(num_buffered_));
    num_buffered_ = 0;
  }

  Bytes* out_;
  uint64_t max_size_;
  uint64_t acc_ = 0;   // its low 64 - num_free_ bits wait to be written
  int num_free_ = 64;  // 0..64
  bool overflow_ = false;
  size_t num_buffered_ = 0;
  std::array<uint8_t, 4096> buffer_;
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_JPEG_BIT_WRITER_H_
