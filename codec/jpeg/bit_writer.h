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
#include "codec/jpeg/word_bytes.h"

namespace jackdaw::jpeg {

class ScanBitWriter {
 public:
  // Puts between Begin and End may write this many bits.
  static constexpr size_t kMaxBitsAtOnce = 4096;

  // The writer's state between Begin and End, meant for a local variable: the bytes it writes could
  // be anything to the compiler, so only there the state stays in registers.
  class Bits {
   public:
    // The low n bits of `bits`, n 0..63. REQUIRES: bits < 2^n.
    void Put(uint64_t bits, int n) {
      if (n <= num_free_) {
        acc_ = (acc_ << n) | bits;
        num_free_ -= n;
        return;
      }
      const int num_low = n - num_free_;
      const uint64_t word = (acc_ << num_free_) | (bits >> num_low);
      if (HasFf(word)) [[unlikely]] {
        next_ = StuffWord(word, next_);
      } else {
        StoreBe64(word, next_);
        next_ += 8;
      }
      acc_ = bits;  // the bits above num_low leave at the top before acc_ is emitted
      num_free_ = 64 - num_low;
    }

   private:
    friend class ScanBitWriter;

    // Appends a word that has bytes FF. Apart, so that Put is small enough to be inlined.
    static uint8_t* StuffWord(uint64_t word, uint8_t* next);
    static uint8_t* StuffByte(uint64_t word, uint8_t* next) {
      const auto byte = static_cast<uint8_t>(word);
      *next++ = byte;
      if (byte == 0xFF) *next++ = 0;
      return next;
    }

    uint64_t acc_ = 0;         // its low 64 - num_free_ bits wait to be written
    int num_free_ = 64;        // 0..64
    uint8_t* next_ = nullptr;  // in the writer's buffer
  };

  // Appends to *out, which may grow to max_size bytes. `out` must outlive the writer.
  ScanBitWriter(Bytes* out, uint64_t max_size) : out_(out), max_size_(max_size) {
    bits_.next_ = buffer_.data();
  }
  ScanBitWriter(const ScanBitWriter&) = delete;
  ScanBitWriter& operator=(const ScanBitWriter&) = delete;

  // Nothing else may be called before End gets the state back.
  Bits Begin() {
    if (!HasRoom(bits_)) Drain();
    return bits_;
  }
  void End(const Bits& bits) { bits_ = bits; }
  // Whether kMaxBitsAtOnce bits can be put without another Begin.
  bool HasRoom(const Bits& bits) const {
    return static_cast<size_t>(bits.next_ - buffer_.data()) <= kBufferSize - kRoom;
  }

  // As Bits::Put.
  void Put(uint64_t bits, int n) {
    Bits local = Begin();
    local.Put(bits, n);
    End(local);
  }

  // Bits missing to the next byte boundary, 0..7.
  int NumPaddingBits() const { return bits_.num_free_ & 7; }

  // REQUIRES: NumPaddingBits() == 0.
  void FlushWholeBytes() {
    Bits local = Begin();
    for (int shift = 56 - local.num_free_; shift >= 0; shift -= 8) {
      local.next_ = Bits::StuffByte(local.acc_ >> shift, local.next_);
    }
    local.acc_ = 0;
    local.num_free_ = 64;
    End(local);
  }

  // Bytes as they stand, without stuffing. REQUIRES: flushed.
  void PutRaw(ByteSpan bytes) {
    Drain();
    Append(bytes);
  }

  // REQUIRES: flushed. Everything is in *out afterwards, but for what overflowed.
  void Finish() { Drain(); }

  bool Overflow() const { return overflow_; }

 private:
  // All bits at once, each byte stuffed, and the word that waited.
  static constexpr size_t kRoom = 2 * (kMaxBitsAtOnce / 8 + 8);
  static constexpr size_t kBufferSize = 8192;

  size_t NumBuffered() const { return static_cast<size_t>(bits_.next_ - buffer_.data()); }

  void Drain() {
    Append(ByteSpan(buffer_).first(NumBuffered()));
    bits_.next_ = buffer_.data();
  }

  // Nothing comes after what overflowed.
  void Append(ByteSpan bytes) {
    uint64_t room = out_->size() > max_size_ ? 0 : max_size_ - out_->size();
    if (overflow_) room = 0;
    if (bytes.size() > room) {
      bytes = bytes.first(static_cast<size_t>(room));
      overflow_ = true;
    }
    out_->insert(out_->end(), bytes.begin(), bytes.end());
  }

  Bytes* out_;
  uint64_t max_size_;
  Bits bits_;
  bool overflow_ = false;
  std::array<uint8_t, kBufferSize> buffer_;
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_BIT_WRITER_H_
