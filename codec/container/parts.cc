#include "codec/container/parts.h"

#include <algorithm>

#include "base/errors.h"
#include "codec/container/format.h"

namespace jackdaw::container {
namespace {

// Entry: varint distance << 3 | base64 << 2 | kind.
constexpr uint64_t kBase64Bit = 4;
constexpr int kDistanceShift = 3;
// First byte of a layout.
constexpr uint8_t kUnpaddedBit = 1;
constexpr int kSeparatorShift = 1;
// Sums of all numbers of a table fit easily.
constexpr uint64_t kMaxNumber = uint64_t{1} << 48;

Error BadTable() { return Corrupt("bad table of parts"); }

void WriteLayout(const Base64Layout& layout, ByteWriter* out) {
  out->U8(static_cast<uint8_t>((layout.padded ? 0 : kUnpaddedBit) |
                               (layout.separator << kSeparatorShift)));
  if (layout.separator != 0) out->Varint(layout.line_chars);
  out->Varint(layout.breaks.size());
  for (const Base64Layout::Break& b : layout.breaks) {
    out->Varint(b.text_bytes);
    out->Varint(b.gap_bytes);
  }
}

// False: bad.
bool ReadLayout(ByteReader* reader, Base64Layout* layout) {
  uint8_t head = 0;
  uint64_t num_breaks = 0;
  if (!reader->U8(&head)) return false;
  layout->padded = (head & kUnpaddedBit) == 0;
  layout->separator = head >> kSeparatorShift;
  if (layout->separator >= kBase64Separators.size()) return false;
  if (layout->separator != 0 &&
      (!reader->VarintUpTo(kMaxBase64LineChars, &layout->line_chars) || layout->line_chars == 0)) {
    return false;
  }
  // A break takes two bytes or more, so the table bounds what is allocated.
  if (!reader->VarintUpTo(reader->remaining() / 2, &num_breaks)) return false;
  for (uint64_t i = 0; i < num_breaks; ++i) {
    Base64Layout::Break b;
    if (!reader->VarintUpTo(kMaxNumber, &b.text_bytes) ||
        !reader->VarintUpTo(kMaxNumber, &b.gap_bytes) || b.text_bytes == 0 || b.gap_bytes == 0) {
      return false;
    }
    layout->breaks.push_back(b);
  }
  return true;
}

// What follows the distance. index: of this entry.
bool ReadKind(size_t index, const PartTable& table, ByteReader* reader, PartEntry* entry) {
  uint64_t number = 0;
  if (!reader->VarintUpTo(kMaxNumber, &number)) return false;
  switch (entry->kind) {
    case PartKind::kImage:
      entry->skeleton_bytes = number;
      return number > 0 && reader->VarintUpTo(kMaxNumber, &entry->facts_bytes);
    case PartKind::kCopy:
      entry->copy_of = static_cast<size_t>(number);
      return number < index && (table.entries[entry->copy_of].kind == PartKind::kImage ||
                                table.entries[entry->copy_of].kind == PartKind::kCopy);
    case PartKind::kRaw:
    case PartKind::kCoded:
      break;
  }
  entry->piece_bytes = number;
  return number > 0;
}

bool ReadEntry(size_t index, const PartTable& table, ByteReader* reader, PartEntry* entry) {
  uint64_t head = 0;
  if (!reader->VarintUpTo(kMaxNumber << kDistanceShift, &head)) return false;
  entry->distance = head >> kDistanceShift;
  entry->kind = static_cast<PartKind>(head & 3);
  if (!ReadKind(index, table, reader, entry)) return false;
  return (head & kBase64Bit) == 0 || ReadLayout(reader, &entry->base64.emplace());
}

}  // namespace

size_t PartTable::num_images() const {
  return static_cast<size_t>(std::count_if(entries.begin(), entries.end(),
                                           [](const PartEntry& e) { return e.is_image(); }));
}

uint64_t PartTable::PieceBytes(PartKind kind) const {
  uint64_t bytes = 0;
  for (const PartEntry& entry : entries) bytes += entry.kind == kind ? entry.piece_bytes : 0;
  return bytes;
}

void WritePartTable(const PartTable& table, ByteWriter* out) {
  out->Varint((static_cast<uint64_t>(table.entries.size()) << 1) | (table.plain_main ? 1 : 0));
  for (const PartEntry& entry : table.entries) {
    out->Varint((entry.distance << kDistanceShift) | (entry.base64 ? kBase64Bit : 0) |
                static_cast<uint8_t>(entry.kind));
    if (entry.kind == PartKind::kImage) {
      out->Varint(entry.skeleton_bytes);
      out->Varint(entry.facts_bytes);
    } else {
      out->Varint(entry.kind == PartKind::kCopy ? entry.copy_of : entry.piece_bytes);
    }
    if (entry.base64) WriteLayout(*entry.base64, out);
  }
}

Result<PartTable> ReadPartTable(ByteSpan payload) {
  if (payload.size() > kMaxPartTableBytes) return BadTable();
  ByteReader reader(payload);
  PartTable table;
  uint64_t head = 0;
  if (!reader.VarintUpTo((kMaxParts << 1) | 1, &head)) return BadTable();
  table.plain_main = (head & 1) != 0;
  size_t num_images = 0;
  for (size_t i = 0; i < (head >> 1); ++i) {
    PartEntry entry;
    if (!ReadEntry(i, table, &reader, &entry)) return BadTable();
    num_images += entry.kind == PartKind::kImage || entry.kind == PartKind::kCopy ? 1 : 0;
    table.entries.push_back(std::move(entry));
  }
  if (num_images > kMaxEmbeddedImages) return Corrupt("too many embedded images");
  if (!reader.AtEnd()) return Corrupt("bytes after the table of parts");
  return table;
}

uint64_t PartBytes(const PartEntry& entry, uint64_t content_bytes) {
  return entry.base64 ? Base64TextBytes(content_bytes, *entry.base64) : content_bytes;
}

uint64_t PartWork(const PartEntry& entry, uint64_t content_bytes) {
  constexpr uint64_t kTextBytesPerUnit = 4;
  return entry.base64 ? PartBytes(entry, content_bytes) / kTextBytesPerUnit : 0;
}

Status AppendBeforePart(const PartEntry& entry, ByteReader* main, Bytes* out) {
  ByteSpan before;
  if (entry.distance > main->remaining() ||
      !main->Take(static_cast<size_t>(entry.distance), &before)) {
    return Corrupt("a part lies outside the file");
  }
  out->insert(out->end(), before.begin(), before.end());
  return OkStatus();
}

Status AppendPart(const PartEntry& entry, ByteSpan content, ByteReader* main, Bytes* out) {
  if (!entry.base64) {
    out->insert(out->end(), content.begin(), content.end());
    return OkStatus();
  }
  if (entry.base64->breaks.empty()) {
    AppendBase64(content, *entry.base64, out);
    return OkStatus();
  }
  Bytes text;
  text.reserve(static_cast<size_t>(Base64TextBytes(content.size(), *entry.base64)));
  AppendBase64(content, *entry.base64, &text);
  ByteReader reader(text);
  ByteSpan part;
  for (const Base64Layout::Break& b : entry.base64->breaks) {
    // A gap stands between characters of the text.
    if (b.text_bytes >= reader.remaining() ||
        !reader.Take(static_cast<size_t>(b.text_bytes), &part)) {
      return Corrupt("a gap behind the end of base64 text");
    }
    out->insert(out->end(), part.begin(), part.end());
    if (b.gap_bytes > main->remaining() || !main->Take(static_cast<size_t>(b.gap_bytes), &part)) {
      return Corrupt("a part lies outside the file");
    }
    out->insert(out->end(), part.begin(), part.end());
  }
  if (reader.Take(reader.remaining(), &part)) out->insert(out->end(), part.begin(), part.end());
  return OkStatus();
}

Result<Bytes> FillHoles(ByteSpan main_skeleton, const PartTable& table,
                        const std::vector<ByteSpan>& contents) {
  if (contents.size() != table.entries.size()) return Corrupt("number of parts");
  uint64_t size = main_skeleton.size();
  for (size_t i = 0; i < contents.size(); ++i) {
    size += PartBytes(table.entries[i], contents[i].size());
  }
  Bytes out;
  out.reserve(static_cast<size_t>(size));
  ByteReader reader(main_skeleton);
  for (size_t i = 0; i < contents.size(); ++i) {
    Status status = AppendBeforePart(table.entries[i], &reader, &out);
    if (status.ok()) status = AppendPart(table.entries[i], contents[i], &reader, &out);
    if (!status.ok()) return status.error();
  }
  ByteSpan rest;
  if (reader.Take(reader.remaining(), &rest)) out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

}  // namespace jackdaw::container
