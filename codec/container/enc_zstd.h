// Writing of zstd frames and packed buffers (zstd_format.h).
#ifndef JACKDAW_CODEC_CONTAINER_ENC_ZSTD_H_
#define JACKDAW_CODEC_CONTAINER_ENC_ZSTD_H_

#include "base/bytes.h"

namespace jackdaw::container {

// `data` as a bare frame; empty when libzstd fails (out of memory) or the frame would not be
// smaller than `data`. `dictionary` may be empty. `memory_limit` bounds what libzstd allocates,
// roughly.
Bytes CompressFrame(ByteSpan data, ByteSpan dictionary, uint64_t memory_limit);

// The same at a level that only tells whether zstd gets anywhere; returns its size, or data.size().
size_t QuickCompressedSize(ByteSpan data);
// Whether a full trial may get further, from what the quick one said: it shrinks, or is too large
// for the quick one to see repeats far away.
bool MayShrink(ByteSpan data, size_t quick);

// `data` as a packed buffer; empty when that is not smaller than `data`, or so small that a reader
// would refuse it (MaxUnpackedSection).
Bytes PackBytes(ByteSpan data, ByteSpan dictionary, uint64_t memory_limit);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ENC_ZSTD_H_
