// How the bits of a lossless scan differ from what is written by default
// (docs/format_lossless_jpeg.md §3).
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_SCAN_FACTS_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_SCAN_FACTS_H_

#include <cstdint>
#include <vector>

#include "base/byte_budget.h"
#include "base/bytes.h"
#include "codec/jpeg/scan_facts.h"
#include "jackdaw/result.h"

namespace jackdaw::lossless_jpeg {

// What stands in the place of a restart marker.
struct OddRestart {
  uint32_t index = 0;  // counts the restarts of the scan
  ByteSpan raw;        // a view of the file or of the facts
};

struct ScanFacts {
  bool pad_with_zeros = false;
  std::vector<jpeg::PaddingException> padding;  // ascending index
  std::vector<OddRestart> odd_restarts;         // ascending index

  bool IsDefault() const { return !pad_with_zeros && padding.empty() && odd_restarts.empty(); }
};

// The facts begin with a varint of these flags.
inline constexpr uint64_t kFactsExplicitScans = 1;  // a list of scans follows
inline constexpr uint64_t kFactsDnlHeight = 4;      // the frame's height follows
inline constexpr uint64_t kFactsAllFlags = kFactsExplicitScans | kFactsDnlHeight;

// Writes the facts of a modelled scan; null: of one that could be modelled and is not.
void WriteScanFacts(const ScanFacts* facts, ByteWriter* out);

struct ScanFactsEntry {
  bool modelled = false;
  ScanFacts facts;
};
// The lists are charged to *memory before they are made. Errors: kCorrupt, kLimitExceeded.
Result<ScanFactsEntry> ReadScanFacts(ByteReader* in, ByteBudget* memory);

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_SCAN_FACTS_H_
