// Reading of zstd frames and packed buffers (zstd_format.h). Sizes come from our own fields and are
// checked before anything is allocated; libzstd's frame fields are never trusted.
#ifndef JACKDAW_CODEC_CONTAINER_DEC_ZSTD_H_
#define JACKDAW_CODEC_CONTAINER_DEC_ZSTD_H_

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

// Decodes a bare frame of exactly `size` bytes. The caller has checked `size` against its limit.
// Errors: kCorrupt, kLimitExceeded (libzstd could not allocate).
Result<Bytes> DecompressFrame(ByteSpan frame, ByteSpan dictionary, uint64_t size);

// Decoded size that a packed buffer states; 0 when it states none.
uint64_t PackedSize(ByteSpan packed);

// Decodes a packed buffer whose decoded size must be at most max_size.
Result<Bytes> UnpackBytes(ByteSpan packed, ByteSpan dictionary, uint64_t max_size);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_ZSTD_H_
