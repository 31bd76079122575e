#include "codec/container/sections.h"

#include <string>

namespace jackdaw::container {

void WriteSection(SectionType type, bool packed, bool last, ByteSpan payload, ByteWriter* out) {
  auto head = static_cast<uint8_t>(type);
  if (packed) head |= kSectionPacked;
  if (last) head |= kSectionLast;
  out->U8(head);
  if (!last) out->Varint(payload.size());
  out->Append(payload);
}

size_t SectionSize(bool last, size_t payload_bytes) {
  return 1 + (last ? 0 : VarintSize(payload_bytes)) + payload_bytes;
}

Result<SectionHead> ReadSectionHead(ByteReader* reader, uint64_t bytes_left) {
  const size_t start = reader->position();
  uint8_t byte = 0;
  if (!reader->U8(&byte)) return Error{ErrorCode::kTruncated, start, "a section is missing"};
  const uint8_t type = byte & kSectionTypeMask;
  if (type >= kNumSectionTypes) {
    return Error{ErrorCode::kUnsupported, start, "unknown section type " + std::to_string(type)};
  }
  SectionHead head;
  head.type = static_cast<SectionType>(type);
  head.packed = (byte & kSectionPacked) != 0;
  head.last = (byte & kSectionLast) != 0;
  head.payload_bytes = bytes_left - 1;
  if (!head.last && (!reader->VarintUpTo(bytes_left, &head.payload_bytes) ||
                     head.payload_bytes > bytes_left - (reader->position() - start))) {
    return Error{ErrorCode::kTruncated, start, "a section is longer than the file"};
  }
  return head;
}

Result<std::vector<Section>> ReadSections(ByteReader* reader) {
  std::vector<Section> sections;
  bool last = false;
  while (!last) {
    const size_t start = reader->position();
    if (sections.size() == kMaxSections) {
      return Error{ErrorCode::kCorrupt, start, "too many sections"};
    }
    const Result<SectionHead> head = ReadSectionHead(reader, reader->remaining());
    if (!head.ok()) return head.error();
    last = head.value().last;
    Section section;
    section.type = head.value().type;
    section.packed = head.value().packed;
    if (!reader->Take(static_cast<size_t>(head.value().payload_bytes), &section.payload)) {
      return Error{ErrorCode::kTruncated, start, "a section is longer than the file"};
    }
    section.total_bytes = reader->position() - start;
    sections.push_back(section);
  }
  return sections;
}

}  // namespace jackdaw::container
