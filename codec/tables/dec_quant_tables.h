// Decodes DQT segments as docs/format.md §4.5 has it.
#ifndef JACKDAW_CODEC_TABLES_DEC_QUANT_TABLES_H_
#define JACKDAW_CODEC_TABLES_DEC_QUANT_TABLES_H_

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw {

// Appends the segments that the stream holds. Errors: kCorrupt; *out then stays.
Status DecodeQuantTables(ByteSpan stream, Bytes* out);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_TABLES_DEC_QUANT_TABLES_H_
