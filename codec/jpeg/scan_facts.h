// What a scan's bits say beyond its coefficients, and its serialization (docs/format_jpeg.md §4).
//
// Everything is relative to the scan's defaults, so an ordinary scan has no facts at all.
#ifndef JACKDAW_CODEC_JPEG_SCAN_FACTS_H_
#define JACKDAW_CODEC_JPEG_SCAN_FACTS_H_

#include <cstdint>
#include <vector>

#include "base/byte_budget.h"
#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw::jpeg {

// How a block ends, or starts, other than T.81 says.
enum class OddKind : uint8_t {
  kEob = 0,     // ZRLs (at least one), then EOB
  kNone = 1,    // ZRLs that run past the band's end, no EOB
  kSymbol = 2,  // ZRLs, then a symbol that stands for no coefficient of the band (run too long, or
                // run 1..14 with size 0), and as many extra bits as its size says
  kRawAc = 3,   // ZRLs, then 16 bits that start with no AC code
  kRawDc = 4,   // 16 bits that start with no DC code, in the place of the DC difference
};
inline constexpr uint8_t kMaxOddZrls = 7;

struct OddBlock {
  uint64_t block = 0;  // in scan order: MCU x blocks per MCU + place in the MCU
  OddKind kind = OddKind::kEob;
  uint8_t num_zrls = 0;
  uint8_t symbol = 0;  // of kSymbol
  uint16_t bits = 0;   // extra bits of kSymbol, or the 16 bits
};

// A padding that differs from the scan's default.
struct PaddingException {
  uint64_t index = 0;  // counts the byte alignments of the scan that need padding bits
  uint8_t bits = 0;    // the low bits are the padding
};

// A byte of the scan's data that is not what the writer writes: after FF, in the place of 00.
struct BytePatch {
  uint64_t offset = 0;  // from the first byte of the scan's data
  uint8_t value = 0;
};

// MCUs coded without a gap, restart markers included, and raw bytes after them.
struct ScanRun {
  uint32_t mcu_begin = 0, mcu_end = 0;
  ByteSpan raw;  // up to the next run; none after the last one. A view of the file or the facts.
};

struct ScanFacts {
  bool pad_with_zeros = false;            // default padding bit
  bool ignore_restarts = false;           // no restart markers although DRI asks for them
  bool break_eob_runs = false;            // the default is to break an EOB run before each block
  std::vector<PaddingException> padding;  // ascending index
  std::vector<ScanRun> runs;              // empty: one run over the whole scan
  std::vector<OddBlock> odd_blocks;       // ascending block
  std::vector<uint32_t> eob_run_toggles;  // ascending blocks where a run breaks or goes on against
                                          // the default
  std::vector<BytePatch> patches;         // ascending offset
};

// Whether the scan is complete and all as usual.
bool IsDefault(const ScanFacts& facts);

// Writes the facts of a modelled scan.
void WriteScanFacts(const ScanFacts& facts, ByteWriter* out);
// Marks a scan that could be modelled but is not.
void WriteUnmodelledScan(ByteWriter* out);

struct ScanFactsEntry {
  bool modelled = false;
  ScanFacts facts;  // raw spans are views of the reader's bytes
};
// num_mcus, num_blocks: of the scan. Every index is checked against them. The lists are charged to
// *memory before they are made. Errors: kCorrupt, kLimitExceeded.
Result<ScanFactsEntry> ReadScanFacts(uint32_t num_mcus, uint64_t num_blocks, ByteReader* in,
                                     ByteBudget* memory);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_SCAN_FACTS_H_
