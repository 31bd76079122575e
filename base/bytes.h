// Bounds-checked reading of bytes, and the matching writer.
//
// ByteReader never reads outside its span: a failed read returns false and leaves the position
// where it was. Multi-byte integers of .jkd files are little-endian; JPEG's are big-endian (U16Be).
// Varints are LEB128: seven bits a byte, least significant first, the top bit set on all but the
// last; a varint is at most ten bytes, never padded with a zero last byte (docs/format.md §1).
#ifndef JACKDAW_BASE_BYTES_H_
#define JACKDAW_BASE_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace jackdaw {

using ByteSpan = std::span<const uint8_t>;
using Bytes = std::vector<uint8_t>;

class ByteReader {
 public:
  explicit ByteReader(ByteSpan data) : data_(data) {}

  size_t position() const { return pos_; }
  size_t remaining() const { return data_.size() - pos_; }
  bool AtEnd() const { return pos_ == data_.size(); }

  [[nodiscard]] bool U8(uint8_t* out);
  [[nodiscard]] bool U16Be(uint16_t* out);
  [[nodiscard]] bool U32Le(uint32_t* out);
  [[nodiscard]] bool U64Le(uint64_t* out);
  [[nodiscard]] bool Varint(uint64_t* out);
  // A varint that must be <= max.
  [[nodiscard]] bool VarintUpTo(uint64_t max, uint64_t* out);
  // The next n bytes as a view into the input.
  [[nodiscard]] bool Take(size_t n, ByteSpan* out);
  [[nodiscard]] bool Skip(size_t n);

 private:
  ByteSpan data_;
  size_t pos_ = 0;
};

class ByteWriter {
 public:
  void U8(uint8_t v) { out_.push_back(v); }
  void U16Be(uint16_t v);
  void U32Le(uint32_t v);
  void U64Le(uint64_t v);
  void Varint(uint64_t v);
  void Append(ByteSpan bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }

  size_t size() const { return out_.size(); }
  const Bytes& bytes() const { return out_; }
  Bytes Take() { return std::move(out_); }

 private:
  Bytes out_;
};

// Number of bytes that Varint(v) takes.
size_t VarintSize(uint64_t v);

// Signed to unsigned so that small magnitudes stay small: 0, -1, 1, -2, ... -> 0, 1, 2, 3, ...
inline uint64_t ZigzagEncode(int64_t v) {
  return (static_cast<uint64_t>(v) << 1) ^ (v < 0 ? ~uint64_t{0} : 0);
}
inline int64_t ZigzagDecode(uint64_t v) {
  return static_cast<int64_t>((v >> 1) ^ ((v & 1) != 0 ? ~uint64_t{0} : 0));
}

}  // namespace jackdaw

#endif  // JACKDAW_BASE_BYTES_H_
