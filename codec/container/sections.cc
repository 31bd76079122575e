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

Result<std::vector<Section>> ReadSections(ByteReader* reader) {
  std::vector<Section> sections;
  bool last = false;
  while (!last) {
    const size_t start = reader->position();
    if (sections.size() == kMaxSections) {
      return Error{ErrorCode::kCorrupt, start, "too many sections"};
    }
    uint8_t head = 0;
    if (!reader->U8(&head)) return Error{ErrorCode::kTruncated, start, "a section is missing"};
    last = (head & kSectionLast) != 0;
    const uint8_t type = head & kSectionTypeMask;
    if (type >= kNumSectionTypes) {
      return Error{ErrorCode::kUnsupported, start, "unknown section type " + std::to_string(type)};
    }
    Section section;
    section.type = static_cast<SectionType>(type);
    section.packed = (head & kSectionPacked) != 0;
    uint64_t size = reader->remaining();
    if (!last && !reader->VarintUpTo(reader->remaining(), &size)) {
      return Error{ErrorCode::kTruncated, start, "a section is longer than the file"};
    }
    if (!reader->Take(static_cast<size_t>(size), &section.payload)) {
      return Error{ErrorCode::kTruncated, start, "a section is longer than the file"};
    }
    section.total_bytes = reader->position() - start;
    sections.push_back(section);
  }
  return sections;
}

}  // namespace jackdaw::container
