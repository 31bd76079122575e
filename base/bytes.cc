#include "base/bytes.h"

namespace jackdaw {

bool ByteReader::U8(uint8_t* out) {
  if (remaining() < 1) return false;
  *out = data_[pos_++];
  return true;
}

bool ByteReader::U16Be(uint16_t* out) {
  if (remaining() < 2) return false;
  *out = static_cast<uint16_t>((data_[pos_] << 8) | data_[pos_ + 1]);
  pos_ += 2;
  return true;
}

bool ByteReader::U32Le(uint32_t* out) {
  if (remaining() < 4) return false;
  uint32_t v = 0;
  for (size_t i = 0; i < 4; ++i) v |= static_cast<uint32_t>(data_[pos_ + i]) << (8 * i);
  pos_ += 4;
  *out = v;
  return true;
}

bool ByteReader::U64Le(uint64_t* out) {
  if (remaining() < 8) return false;
  uint64_t v = 0;
  for (size_t i = 0; i < 8; ++i) v |= static_cast<uint64_t>(data_[pos_ + i]) << (8 * i);
  pos_ += 8;
  *out = v;
  return true;
}

bool ByteReader::Varint(uint64_t* out) {
  uint64_t v = 0;
  for (size_t i = 0; i < 10; ++i) {
    if (i >= remaining()) return false;
    const uint8_t b = data_[pos_ + i];
    if (i == 9 && b > 1) return false;
    v |= static_cast<uint64_t>(b & 0x7f) << (7 * i);
    if ((b & 0x80) == 0) {
      if (i > 0 && b == 0) return false;  // padded: not the shortest form
      pos_ += i + 1;
      *out = v;
      return true;
    }
  }
  return false;
}

bool ByteReader::VarintUpTo(uint64_t max, uint64_t* out) {
  const size_t start = pos_;
  uint64_t v = 0;
  if (!Varint(&v)) return false;
  if (v > max) {
    pos_ = start;
    return false;
  }
  *out = v;
  return true;
}

bool ByteReader::Take(size_t n, ByteSpan* out) {
  if (n > remaining()) return false;
  *out = data_.subspan(pos_, n);
  pos_ += n;
  return true;
}

bool ByteReader::Skip(size_t n) {
  if (n > remaining()) return false;
  pos_ += n;
  return true;
}

void ByteWriter::U16Be(uint16_t v) {
  out_.push_back(static_cast<uint8_t>(v >> 8));
  out_.push_back(static_cast<uint8_t>(v));
}

void ByteWriter::U32Le(uint32_t v) {
  for (int i = 0; i < 4; ++i) out_.push_back(static_cast<uint8_t>(v >> (8 * i)));
}

void ByteWriter::U64Le(uint64_t v) {
  for (int i = 0; i < 8; ++i) out_.push_back(static_cast<uint8_t>(v >> (8 * i)));
}

void ByteWriter::Varint(uint64_t v) {
  while (v >= 0x80) {
    out_.push_back(static_cast<uint8_t>(v | 0x80));
    v >>= 7;
  }
  out_.push_back(static_cast<uint8_t>(v));
}

size_t VarintSize(uint64_t v) {
  size_t n = 1;
  while (v >= 0x80) {
    v >>= 7;
    ++n;
  }
  return n;
}

}  // namespace jackdaw
