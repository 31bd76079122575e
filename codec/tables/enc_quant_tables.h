// Codes DQT segments as docs/format.md §4.5 has it.
#ifndef JACKDAW_CODEC_TABLES_ENC_QUANT_TABLES_H_
#define JACKDAW_CODEC_TABLES_ENC_QUANT_TABLES_H_

#include <vector>

#include "base/bytes.h"
#include "codec/tables/quant_tables.h"

namespace jackdaw {

// The tables at the start of `bytes`: DQT segments of one table each for the slots 0, 1, ..., with
// 16-bit steps only where one needs them, and no step of 0. Empty when there are none.
std::vector<QuantTable> ParseQuantTables(ByteSpan bytes);

// Bytes of the segments that ParseQuantTables found these tables in.
size_t QuantSegmentsBytes(const std::vector<QuantTable>& tables);

// The base with which the table costs least, of those that are worth a trial.
QuantTableBase ChooseQuantBase(const QuantTableModel& model, const QuantTable& table);

struct CodedQuantTables {
  Bytes stream;              // at most kMaxCodedQuantBytes
  size_t segment_bytes = 0;  // what it stands for; 0: nothing to code
};

// The tables at the start of `bytes`, as many as fit into one stream.
CodedQuantTables EncodeQuantTables(ByteSpan bytes);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_TABLES_ENC_QUANT_TABLES_H_
