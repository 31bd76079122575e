// DHT segments -> payload of the tables section (huffman_tables.h).
#ifndef JACKDAW_CODEC_TABLES_ENC_HUFFMAN_TABLES_H_
#define JACKDAW_CODEC_TABLES_ENC_HUFFMAN_TABLES_H_

#include <memory>
#include <optional>

#include "codec/tables/huffman_tables.h"
#include "entropy/range_coder.h"

namespace jackdaw {

// The DHT segment at the start of `bytes` (marker first) when it is well formed and the model can
// code it; *segment_bytes is then its length.
std::optional<DhtSegment> ParseCodableDht(ByteSpan bytes, size_t* segment_bytes);

class HuffmanTablesEncoder {
 public:
  HuffmanTablesEncoder();
  ~HuffmanTablesEncoder();
  HuffmanTablesEncoder(const HuffmanTablesEncoder&) = delete;
  HuffmanTablesEncoder& operator=(const HuffmanTablesEncoder&) = delete;

  // Codes the DHT segment at the start of `bytes` and returns its length, or returns 0.
  size_t Encode(ByteSpan bytes);
  // The payload; empty when nothing was coded.
  Bytes Finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;  // made with the first segment
  size_t num_segments_ = 0;
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_TABLES_ENC_HUFFMAN_TABLES_H_
