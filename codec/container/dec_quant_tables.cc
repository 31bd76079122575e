#include "codec/container/dec_quant_tables.h"

#include <algorithm>

#include "codec/coeff/bit_ops.h"
#include "codec/container/quant_tables.h"

namespace jackdaw {
namespace {

void AppendU16(size_t value, Bytes* out) {
  out->push_back(static_cast<uint8_t>(value >> 8));
  out->push_back(static_cast<uint8_t>(value));
}

void AppendSegment(const QuantTable& table, size_t slot, Bytes* out) {
  const bool wide = *std::max_element(table.begin(), table.end()) > 255;
  AppendU16(0xFFDB, out);
  AppendU16(QuantSegmentBytes(wide) - 2, out);
  out->push_back(static_cast<uint8_t>((wide ? 0x10 : 0) | slot));
  for (const uint16_t step : table) {
    if (wide) {
      AppendU16(step, out);
    } else {
      out->push_back(static_cast<uint8_t>(step));
    }
  }
}

}  // namespace

Status DecodeQuantTables(ByteSpan stream, Bytes* out) {
  QuantTableModel model(StartQuantTables());
  DecodeOps coder(stream);
  for (size_t slot = 0; slot < kMaxQuantTables; ++slot) {
    QuantTableBase base;
    QuantTable table{};
    if (!model.CodeTable(coder, &base, &table) || coder.Exhausted()) {
      return Error{ErrorCode::kCorrupt, 0, "bad quantization table"};
    }
    AppendSegment(table, slot, out);
    if (slot + 1 < kMaxQuantTables && coder.Bit(0, kMoreTablesOdds[slot]) == 0) break;
  }
  if (!coder.Finish()) return Error{ErrorCode::kCorrupt, 0, "damaged quantization tables"};
  return OkStatus();
}

}  // namespace jackdaw
