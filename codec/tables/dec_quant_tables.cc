#include "codec/tables/dec_quant_tables.h"

#include "codec/tables/quant_tables.h"
#include "entropy/bit_ops.h"

namespace jackdaw {
Status DecodeQuantTables(ByteSpan stream, Bytes* out) {
  QuantTableModel model(StartQuantTables());
  DecodeOps coder(stream);
  ByteWriter segments;
  for (size_t slot = 0; slot < kMaxQuantTables; ++slot) {
    QuantTableBase base;
    QuantTable table{};
    if (!model.CodeTable(coder, &base, &table) || coder.Exhausted()) {
      return Error{ErrorCode::kCorrupt, 0, "bad quantization table"};
    }
    WriteQuantSegment(table, static_cast<uint8_t>(slot), &segments);
    if (slot + 1 < kMaxQuantTables && coder.Bit(0, kMoreTablesOdds[slot]) == 0) break;
  }
  if (!coder.Finish()) return Error{ErrorCode::kCorrupt, 0, "damaged quantization tables"};
  out->insert(out->end(), segments.bytes().begin(), segments.bytes().end());
  return OkStatus();
}

}  // namespace jackdaw
