// Writes the entropy-coded data of one scan from final coefficients and facts
// (docs/format_jpeg.md §5, T.81 F.1.2 and G.1.2).
#ifndef JACKDAW_CODEC_JPEG_SCAN_WRITER_H_
#define JACKDAW_CODEC_JPEG_SCAN_WRITER_H_

#include <span>

#include "base/work_monitor.h"
#include "codec/jpeg/bit_writer.h"
#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/level_masks.h"
#include "codec/jpeg/scan_facts.h"
#include "codec/jpeg/scan_header.h"
#include "jackdaw/result.h"

namespace jackdaw::jpeg {

struct ScanWriterInput {
  const Frame& frame;
  const ScanHeader& scan;
  const ScanFacts& facts;
  std::span<const CoeffPlane> planes;  // one per component, padded sizes
  LevelMasks* level_masks = nullptr;   // of these planes, for AC scans; null: none are kept
  WorkMonitor* monitor = nullptr;
};

// Ends byte-aligned and flushed. Errors: kCorrupt when the coefficients have no Huffman code or the
// writer overflows; *out then holds what came before. REQUIRES: ScanCoverage::CanModel(scan).
Status WriteScan(const ScanWriterInput& input, ScanBitWriter* out);

// The three kinds of scans; WriteScan picks one.
Status WriteSequentialScan(const ScanWriterInput& input, ScanBitWriter* out);
Status WriteProgressiveDcScan(const ScanWriterInput& input, ScanBitWriter* out);
Status WriteProgressiveAcFirstScan(const ScanWriterInput& input, ScanBitWriter* out);
Status WriteProgressiveAcRefinementScan(const ScanWriterInput& input, ScanBitWriter* out);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_SCAN_WRITER_H_
