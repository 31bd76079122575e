// Choice of the pieces of a main skeleton that leave it (docs/format.md §7.2): large segments, scan
// data that are not modelled, and bytes behind EOI. Films and other payloads behind a picture stay
// as they are; what compresses is coded together, by zstd or LZMA.
#ifndef JACKDAW_CODEC_CONTAINER_ENC_PIECES_H_
#define JACKDAW_CODEC_CONTAINER_ENC_PIECES_H_

#include <vector>

#include "base/bytes.h"

namespace jackdaw::container {

struct Interval {
  size_t begin = 0, end = 0;

  size_t size() const { return end - begin; }
};

struct Piece {
  Interval where;
  bool is_raw = false;  // neither zstd nor LZMA makes anything of it
};

// Coded pieces have this many bytes together, or stay in the skeleton: its dictionary is of more
// use to smaller ones.
inline constexpr uint64_t kMinCodedBytes = 16384;

// Whether zstd, and LZMA of a sample, make next to nothing of the bytes.
bool IsIncompressible(ByteSpan bytes);

// Pieces of `bytes`, in order, at most max_pieces: the main skeleton of a JPEG, or a file that is
// none. cuts: what is cut out already, in order. Takes a few seconds a gigabyte.
std::vector<Piece> FindPieces(ByteSpan bytes, bool is_jpeg, const std::vector<Interval>& cuts,
                              size_t max_pieces);

// The section of coded pieces: payload and whether it is LZMA. Empty when neither zstd nor LZMA
// makes it smaller, or when a reader would refuse it.
struct EncodedPieces {
  Bytes payload;
  bool is_lzma = false;
};
EncodedPieces EncodePieces(ByteSpan pieces, uint64_t memory_limit);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ENC_PIECES_H_
