// The index of a multi-picture file (CIPA DC-007), which says where the pictures behind the first
// one begin: gain maps of HDR photographs, depth maps, the other eye of stereo pairs.
#ifndef JACKDAW_CODEC_JPEG_ENC_MPF_H_
#define JACKDAW_CODEC_JPEG_ENC_MPF_H_

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/enc_tail.h"

namespace jackdaw::jpeg {

struct MpfEntry {
  size_t begin = 0, size = 0;  // in the file; the first picture begins at 0
  uint32_t type = 0;           // 24 bits (CIPA DC-007 5.2.3.3.1)
};

// Types of entries.
constexpr bool IsMpfPreview(uint32_t type) { return type >> 16 == 1; }
constexpr bool IsMpfView(uint32_t type) { return type >> 16 == 2 || type == 0x030000; }

// The entries that lie inside the file; none where there is no index.
std::vector<MpfEntry> ReadMpfIndex(ByteSpan file);

// Corrects the index in *output, a file with another first picture than `input` but the same index,
// and with `tail` as its last bytes. Entries of pictures that are gone are taken out. Leaves it as
// it is where there is none, or where it makes no sense.
void MoveMpfIndex(ByteSpan input, const NewTail& tail, Bytes* output);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_MPF_H_
