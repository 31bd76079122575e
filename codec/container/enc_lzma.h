// Writing of LZMA2 data (dec_lzma.h).
#ifndef JACKDAW_CODEC_CONTAINER_ENC_LZMA_H_
#define JACKDAW_CODEC_CONTAINER_ENC_LZMA_H_

#include <cstdint>

#include "base/bytes.h"

namespace jackdaw::container {

// Above this LZMA is not tried: it codes about a megabyte a second.
inline constexpr uint64_t kMaxLzmaBytes = uint64_t{16} << 20;

// `data` as LZMA2, by liblzma's preset 9e; empty when liblzma fails, would take more than
// memory_limit, or saves nothing. REQUIRES: data.size() <= kMaxLzmaBytes.
Bytes CompressLzma(ByteSpan data, uint64_t memory_limit);

// The same at a level that only tells whether LZMA gets anywhere; returns its size, or data.size().
size_t QuickLzmaSize(ByteSpan data);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ENC_LZMA_H_
