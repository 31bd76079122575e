// How zstd frames are written in .jkd files, shared by both sides (docs/format.md §1, §4).
//
// A bare frame is a zstd frame without its magic number, content size, checksum and dictionary id.
// A packed buffer is a varint (decoded size << 1 | is_frame) and then either a bare frame, or the
// content of the only block of one: the two bytes of the frame header and the three bytes of the
// block header are known and left out (kBlockFrameHeader, compressed block, last).
#ifndef JACKDAW_CODEC_CONTAINER_ZSTD_FORMAT_H_
#define JACKDAW_CODEC_CONTAINER_ZSTD_FORMAT_H_

#include <array>
#include <cstdint>

namespace jackdaw::container {

inline constexpr std::array<uint8_t, 4> kZstdMagic = {0x28, 0xB5, 0x2F, 0xFD};
// Frame header descriptor 0 (no optional field), window descriptor 0x40: 2^18 bytes, more than a
// block and a dictionary.
inline constexpr std::array<uint8_t, 2> kBlockFrameHeader = {0x00, 0x40};
inline constexpr size_t kFrameHeaderBytes = 2;
inline constexpr size_t kBlockHeaderBytes = 3;
inline constexpr uint32_t kBlockTypeCompressed = 2;

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ZSTD_FORMAT_H_
