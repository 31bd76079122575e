// The section of coded pieces (docs/format.md §7.2): a varint 2 * size + is_lzma, then either a
// bare zstd frame with the dictionary of skeletons, or an LZMA2 stream.
#ifndef JACKDAW_CODEC_CONTAINER_DEC_PIECES_H_
#define JACKDAW_CODEC_CONTAINER_DEC_PIECES_H_

#include <cstdint>

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

struct CodedPieces {
  bool is_lzma = false;
  uint64_t size = 0;           // unpacked
  uint64_t decoder_bytes = 0;  // that decoding takes beside them
  ByteSpan stream;
};

// Reads what stands before the stream. Errors: kCorrupt.
Result<CodedPieces> ReadCodedPieces(ByteSpan payload);
// The pieces, one after the other. The caller has counted size and decoder_bytes. Errors: kCorrupt,
// kLimitExceeded.
Result<Bytes> DecodePieces(const CodedPieces& pieces);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_PIECES_H_
