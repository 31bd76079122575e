// Sections of a .jkd file (docs/format.md §3): type byte, length (varint; absent in the last
// section, which runs to the end of the file), payload.
#ifndef JACKDAW_CODEC_CONTAINER_SECTIONS_H_
#define JACKDAW_CODEC_CONTAINER_SECTIONS_H_

#include <vector>

#include "base/bytes.h"
#include "codec/container/format.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

struct Section {
  SectionType type = SectionType::kRaw;
  bool packed = false;
  ByteSpan payload;          // a view into the file
  uint64_t total_bytes = 0;  // with type byte and length
};

// Appends one section.
void WriteSection(SectionType type, bool packed, bool last, ByteSpan payload, ByteWriter* out);
// Bytes that WriteSection appends.
size_t SectionSize(bool last, size_t payload_bytes);

// What stands before a payload.
struct SectionHead {
  SectionType type = SectionType::kRaw;
  bool packed = false;
  bool last = false;
  uint64_t payload_bytes = 0;
};
inline constexpr size_t kMaxSectionHeadBytes = 11;
// Reads the head of a section that starts at the reader's position; bytes_left: of the file, from
// there. The reader needs the first kMaxSectionHeadBytes of them, or all. Errors: kTruncated,
// kUnsupported (unknown type).
Result<SectionHead> ReadSectionHead(ByteReader* reader, uint64_t bytes_left);

// All sections up to the end of the file. Errors: kCorrupt, kTruncated, kUnsupported (unknown
// type).
Result<std::vector<Section>> ReadSections(ByteReader* reader);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_SECTIONS_H_
