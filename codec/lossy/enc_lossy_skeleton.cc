#include "codec/lossy/enc_lossy_skeleton.h"

#include <algorithm>
#include <array>
#include <vector>

#include "codec/jpeg/standard_tables.h"
#include "codec/lossy/enc_lossy_image.h"
#include "codec/tables/quant_segment.h"

namespace jackdaw::lossy {
namespace {

constexpr uint8_t kSoi = 0xD8, kEoi = 0xD9, kSof0 = 0xC0, kSof1 = 0xC1, kDht = 0xC4, kSos = 0xDA;

void WriteMarker(uint8_t marker, ByteWriter* out) {
  out->U16Be(static_cast<uint16_t>(0xFF00 | marker));
}

// Marker and length of a segment; its payload follows.
void BeginSegment(uint8_t marker, size_t payload_bytes, ByteWriter* out) {
  WriteMarker(marker, out);
  out->U16Be(static_cast<uint16_t>(payload_bytes + 2));
}

void WriteHuffmanTable(jpeg::HuffmanTableId id, ByteWriter* out) {
  const ByteSpan table = jpeg::StandardHuffmanTable(id);
  BeginSegment(kDht, table.size(), out);
  out->Append(table);
}

void WriteFrame(const jpeg::Frame& frame, const std::vector<uint8_t>& slots, bool wide,
                ByteWriter* out) {
  BeginSegment(wide ? kSof1 : kSof0, 6 + 3 * frame.components.size(), out);
  out->U8(8);  // bits per sample
  out->U16Be(static_cast<uint16_t>(frame.height_px));
  out->U16Be(static_cast<uint16_t>(frame.width_px));
  out->U8(static_cast<uint8_t>(frame.components.size()));
  for (size_t i = 0; i < frame.components.size(); ++i) {
    const jpeg::FrameComponent& c = frame.components[i];
    out->U8(c.id);
    out->U8(static_cast<uint8_t>(c.h << 4 | c.v));
    out->U8(slots[i]);
  }
}

void WriteScan(const jpeg::Frame& frame, size_t begin, size_t end, ByteWriter* out) {
  BeginSegment(kSos, 4 + 2 * (end - begin), out);
  out->U8(static_cast<uint8_t>(end - begin));
  for (size_t i = begin; i < end; ++i) {
    out->U8(frame.components[i].id);
    out->U8(static_cast<uint8_t>(HuffmanSlot(i) * 0x11));
  }
  out->U8(0);   // first coefficient
  out->U8(63);  // last one
  out->U8(0);   // all bits
}

}  // namespace

Bytes MakeLossySkeleton(const jpeg::Frame& frame, const jpeg::Metadata& metadata) {
  ByteWriter out;
  WriteMarker(kSoi, &out);
  out.Append(metadata.segments);
  std::vector<tables::QuantTable> tables;
  std::vector<uint8_t> slots;
  bool wide = false;
  for (const jpeg::FrameComponent& c : frame.components) {
    auto found = std::find(tables.begin(), tables.end(), c.quant);
    if (found == tables.end()) found = tables.insert(tables.end(), c.quant);
    slots.push_back(static_cast<uint8_t>(found - tables.begin()));
    wide = wide || tables::IsWide(c.quant);
  }
  for (size_t i = 0; i < tables.size(); ++i) {
    tables::WriteQuantSegment(tables[i], static_cast<uint8_t>(i), &out);
  }
  WriteFrame(frame, slots, wide, &out);
  WriteHuffmanTable(jpeg::HuffmanTableId::kDcLuma, &out);
  WriteHuffmanTable(jpeg::HuffmanTableId::kAcLuma, &out);
  const size_t num_components = frame.components.size();
  if (num_components > 1) {
    WriteHuffmanTable(jpeg::HuffmanTableId::kDcChroma, &out);
    WriteHuffmanTable(jpeg::HuffmanTableId::kAcChroma, &out);
  }
  if (InterleavedMcuBlocks(frame) <= kMaxMcuBlocks) {
    WriteScan(frame, 0, num_components, &out);
  } else {
    for (size_t i = 0; i < num_components; ++i) WriteScan(frame, i, i + 1, &out);
  }
  WriteMarker(kEoi, &out);
  out.Append(metadata.tail.bytes());
  return out.Take();
}

}  // namespace jackdaw::lossy
