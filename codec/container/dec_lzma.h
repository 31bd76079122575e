// Reading of LZMA2 data (docs/format.md §7.2): the raw stream of liblzma's filter, without the
// container of .xz files. Its dictionary is LzmaDictionaryBytes of what it decodes to.
#ifndef JACKDAW_CODEC_CONTAINER_DEC_LZMA_H_
#define JACKDAW_CODEC_CONTAINER_DEC_LZMA_H_

#include <cstdint>

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

// What a decoder takes beside its input and its output of `size` bytes.
uint64_t LzmaDecoderBytes(uint64_t size);

// Decodes a stream of exactly `size` bytes, which ends where `stream` does. The caller has checked
// `size` against its limit, and counted LzmaDecoderBytes. Errors: kCorrupt, kLimitExceeded (liblzma
// could not allocate).
Result<Bytes> DecompressLzma(ByteSpan stream, uint64_t size);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_LZMA_H_
