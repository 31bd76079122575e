// DQT segments of one table each (T.81 B.2.4.1), as lossy files have them.
#ifndef JACKDAW_CODEC_TABLES_QUANT_SEGMENT_H_
#define JACKDAW_CODEC_TABLES_QUANT_SEGMENT_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace jackdaw {

using QuantTable = std::array<uint16_t, 64>;  // zigzag order, each step at least 1

// Marker, length, Pq Tq; steps follow.
inline constexpr size_t kQuantSegmentHead = 5;
inline constexpr size_t QuantSegmentBytes(bool wide) {
  return kQuantSegmentHead + (wide ? 128 : 64);
}

// Whether steps take 16 bits.
bool IsWide(const QuantTable& table);

void WriteQuantSegment(const QuantTable& table, uint8_t slot, ByteWriter* out);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_TABLES_QUANT_SEGMENT_H_
