// Header and section table of a .jkd, without decoding (docs/format.md §2, §3).
#ifndef JACKDAW_CODEC_CONTAINER_DEC_SUMMARY_H_
#define JACKDAW_CODEC_CONTAINER_DEC_SUMMARY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "codec/container/format.h"
#include "codec/container/header.h"
#include "codec/container/parts.h"
#include "jackdaw/result.h"
#include "jackdaw/summary.h"

namespace jackdaw::container {

struct SectionEntry {
  SectionType type = SectionType::kRaw;
  uint64_t total_bytes = 0;  // with type byte and length
};

struct FileTable {
  Header header;
  uint64_t header_bytes = 0;
  std::vector<SectionEntry> sections;
  PartTable parts;
  // The largest model id of the coefficients; a file uses one model beside the fast one, 0.
  // None: no image has coefficients.
  std::optional<uint8_t> model;
  bool has_images = false;  // coded ones: coefficients or samples

  bool stored() const {
    return sections[0].type == SectionType::kRaw || sections[0].type == SectionType::kZstd;
  }
};

// See jackdaw::ReadSummary. May throw std::bad_alloc.
Result<FileTable> ReadFileTable(const ReadAt& read_at, uint64_t size);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_SUMMARY_H_
