#include "codec/container/dec_pieces.h"

#include "base/errors.h"
#include "codec/container/dec_lzma.h"
#include "codec/container/dec_zstd.h"
#include "codec/container/dictionary.h"

namespace jackdaw::container {

Result<CodedPieces> ReadCodedPieces(ByteSpan payload) {
  ByteReader reader(payload);
  CodedPieces pieces;
  uint64_t head = 0;
  if (!reader.Varint(&head) || !reader.Take(reader.remaining(), &pieces.stream)) {
    return Corrupt("coded pieces have no size");
  }
  pieces.is_lzma = (head & 1) != 0;
  pieces.size = head >> 1;
  pieces.decoder_bytes = pieces.is_lzma ? LzmaDecoderBytes(pieces.size) : 0;
  return pieces;
}

Result<Bytes> DecodePieces(const CodedPieces& pieces) {
  if (pieces.is_lzma) return DecompressLzma(pieces.stream, pieces.size);
  return DecompressFrame(pieces.stream, SkeletonDictionary(), pieces.size);
}

}  // namespace jackdaw::container
