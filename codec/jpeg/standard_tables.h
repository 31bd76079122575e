// Huffman and quantization tables that most JPEG files share (T.81 Annex K and libjpeg's scaling).
#ifndef JACKDAW_CODEC_JPEG_STANDARD_TABLES_H_
#define JACKDAW_CODEC_JPEG_STANDARD_TABLES_H_

#include <array>

#include "base/bytes.h"

namespace jackdaw {

// In the order of the bytes Tc Th: 00, 10, 01, 11.
enum class HuffmanTableId : uint8_t { kDcLuma = 0, kAcLuma = 1, kDcChroma = 2, kAcChroma = 3 };

// The table as it stands in a DHT segment: Tc Th, 16 counts, symbols. Static storage.
ByteSpan StandardHuffmanTable(HuffmanTableId id);

// The four tables in the only DHT segment of thumbnails by Photoshop. Static storage.
ByteSpan PhotoshopThumbnailTables();

enum class QuantBase : uint8_t { kLuma, kChroma, kRobidoux };

// A base table scaled as libjpeg does for a quality of 1..100, clamped to 1..max_value, in zigzag
// order.
std::array<uint16_t, 64> ScaledQuantTable(QuantBase base, int quality, uint32_t max_value);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_JPEG_STANDARD_TABLES_H_
