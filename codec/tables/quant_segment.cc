#include "codec/tables/quant_segment.h"

#include <algorithm>

namespace jackdaw {

bool IsWide(const QuantTable& table) { return *std::max_element(table.begin(), table.end()) > 255; }

void WriteQuantSegment(const QuantTable& table, uint8_t slot, ByteWriter* out) {
  const bool wide = IsWide(table);
  out->U16Be(0xFFDB);
  out->U16Be(static_cast<uint16_t>(QuantSegmentBytes(wide) - 2));
  out->U8(static_cast<uint8_t>((wide ? 0x10 : 0) | slot));
  for (const uint16_t step : table) {
    if (wide) {
      out->U16Be(step);
    } else {
      out->U8(static_cast<uint8_t>(step));
    }
  }
}

}  // namespace jackdaw
