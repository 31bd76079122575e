// Reads the entropy-coded data of one scan into planes and facts, as far as they can be understood
// (T.81 F.2.2 and G.2). The counterpart of scan_writer.h: what is read here is written there.
#ifndef JACKDAW_CODEC_JPEG_ENC_SCAN_READER_H_
#define JACKDAW_CODEC_JPEG_ENC_SCAN_READER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/work_monitor.h"
#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/scan_facts.h"
#include "codec/jpeg/scan_header.h"

namespace jackdaw::jpeg {

struct ScanReaderInput {
  ByteSpan file;     // ends where the scan must end, at the latest
  size_t begin = 0;  // first byte of the scan's data
  const Frame& frame;
  const ScanHeader& scan;
  std::span<CoeffPlane> planes;  // one per component, padded sizes
  // One per component, for AC scans of progressive frames: of each block of the plane the
  // coefficients 1..63 that are not 0, as a bit mask; or empty before the component's first such
  // scan. 8 bytes a block spare these scans most reads of the planes.
  std::span<std::vector<uint64_t>> nonzero_masks;
  WorkMonitor* monitor = nullptr;
};

struct ScanReadResult {
  ScanFacts facts;             // raw spans are views of the file
  size_t end = 0;              // first byte that is not part of the scan's model
  uint32_t num_mcus = 0;       // of the scan
  uint64_t num_mcus_read = 0;  // in all runs; 0: nothing of the scan can be modelled
};

// Adds to the planes what the scan sends; blocks that the facts do not mention stay as they were.
// REQUIRES: ScanCoverage::CanModel(scan), and the planes hold what the scans committed before sent.
ScanReadResult ReadScan(const ScanReaderInput& input);

// The kinds of scans; ReadScan picks one.
ScanReadResult ReadSequentialScan(const ScanReaderInput& input);
ScanReadResult ReadProgressiveDcScan(const ScanReaderInput& input);
ScanReadResult ReadProgressiveAcFirstScan(const ScanReaderInput& input);
ScanReadResult ReadProgressiveAcRefinementScan(const ScanReaderInput& input);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_SCAN_READER_H_
