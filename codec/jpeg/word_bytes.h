// Big-endian 64-bit words in byte buffers, and the search for bytes FF in them.
#ifndef JACKDAW_CODEC_JPEG_WORD_BYTES_H_
#define JACKDAW_CODEC_JPEG_WORD_BYTES_H_

#include <bit>
#include <cstdint>
#include <cstring>

namespace jackdaw::jpeg {

// Written so that compilers make it one instruction.
constexpr uint64_t SwapBytes(uint64_t v) {
  v = ((v & 0x00FF00FF00FF00FFu) << 8) | ((v >> 8) & 0x00FF00FF00FF00FFu);
  v = ((v & 0x0000FFFF0000FFFFu) << 16) | ((v >> 16) & 0x0000FFFF0000FFFFu);
  return (v << 32) | (v >> 32);
}

// REQUIRES: 8 bytes at p.
inline uint64_t LoadBe64(const uint8_t* p) {
  uint64_t v;
  std::memcpy(&v, p, sizeof(v));
  return std::endian::native == std::endian::little ? SwapBytes(v) : v;
}
inline void StoreBe64(uint64_t v, uint8_t* p) {
  if (std::endian::native == std::endian::little) v = SwapBytes(v);
  std::memcpy(p, &v, sizeof(v));
}

// Whether one of the eight bytes is FF.
constexpr bool HasFf(uint64_t v) {
  const uint64_t inverted = ~v;  // FF becomes 00; then the classic test for a zero byte
  return ((inverted - 0x0101010101010101u) & ~inverted & 0x8080808080808080u) != 0;
}

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_WORD_BYTES_H_
