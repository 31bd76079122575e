// The data of one lossless scan from planes and facts (docs/format_lossless_jpeg.md §4).
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_SCAN_WRITER_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_SCAN_WRITER_H_

#include <span>

#include "base/bytes.h"
#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/scan_header.h"
#include "codec/lossless_jpeg/picture.h"
#include "codec/lossless_jpeg/scan_facts.h"
#include "jackdaw/result.h"

namespace jackdaw::lossless_jpeg {

struct ScanWriterInput {
  const jpeg::Frame& frame;
  const jpeg::ScanHeader& header;
  const ScanFacts& facts;
  std::span<const SamplePlane> planes;  // by component of the frame
  WorkMonitor* monitor = nullptr;       // asked whether to go on
};

// Appends to *out, which grows to at most max_size bytes. Errors: kCorrupt: a difference has no
// code, facts of restarts that do not exist, more than max_size bytes.
Status WriteScan(const ScanWriterInput& input, uint64_t max_size, Bytes* out);

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_SCAN_WRITER_H_
