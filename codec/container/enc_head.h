// The sections in front of the coefficients: all of a file but its coefficients (docs/format.md
// §3).
#ifndef JACKDAW_CODEC_CONTAINER_ENC_HEAD_H_
#define JACKDAW_CODEC_CONTAINER_ENC_HEAD_H_

#include <cstdint>

#include "base/bytes.h"
#include "codec/container/enc_cutting.h"

namespace jackdaw::container {

struct HeadInput {
  ByteSpan bytes;           // the main skeleton; of a plain file, the file
  const Cuts* cuts;         // of `bytes`
  bool plain_main = false;  // then there are no main_facts
  ByteSpan main_facts;
  ByteSpan record;  // of lossy files
  uint64_t memory_limit = 0;
};

struct Head {
  Bytes sections;
  uint8_t features = 0;      // of the header
  PartTable table;           // as written
  uint64_t rest_bytes = 0;   // of the main skeleton that is left
  uint64_t piece_bytes = 0;  // that a decoder holds beside the skeletons: coded pieces, and LZMA
};

// Pieces that compress stay in the skeleton or are coded by themselves, whichever is smaller.
Head WriteHead(const HeadInput& input);
// The same, with all of them in the skeleton: takes less memory to decode.
Head WriteSimpleHead(const HeadInput& input);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ENC_HEAD_H_
