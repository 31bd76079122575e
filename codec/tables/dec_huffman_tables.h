// Payload of the tables section -> DHT segments (huffman_tables.h).
#ifndef JACKDAW_CODEC_TABLES_DEC_HUFFMAN_TABLES_H_
#define JACKDAW_CODEC_TABLES_DEC_HUFFMAN_TABLES_H_

#include <memory>

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw {

class HuffmanTablesDecoder {
 public:
  // `payload` must outlive the decoder.
  explicit HuffmanTablesDecoder(ByteSpan payload);
  ~HuffmanTablesDecoder();
  HuffmanTablesDecoder(const HuffmanTablesDecoder&) = delete;
  HuffmanTablesDecoder& operator=(const HuffmanTablesDecoder&) = delete;

  // Appends the next DHT segment, marker first. Errors: kCorrupt.
  Status Decode(Bytes* out);
  // Must be called after the last one. Errors: kCorrupt when the payload is not used up.
  Status Finish() const;

 private:
  struct Impl;
  ByteSpan payload_;
  std::unique_ptr<Impl> impl_;  // made with the first segment
  size_t num_segments_ = 0;
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_TABLES_DEC_HUFFMAN_TABLES_H_
