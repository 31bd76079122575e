// The samples and facts of one lossless scan from its data.
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_ENC_SCAN_READER_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_ENC_SCAN_READER_H_

#include <span>

#include "base/bytes.h"
#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/scan_header.h"
#include "codec/lossless_jpeg/picture.h"
#include "codec/lossless_jpeg/scan_facts.h"

namespace jackdaw::lossless_jpeg {

struct ScanRead {
  bool whole = false;  // every sample was read
  size_t end = 0;      // of the scan's data in the file
  ScanFacts facts;     // views of the file
};

// Reads the scan whose data begin at `begin` into planes (by component of the frame, in the sizes
// of its shape). The caller compares what the writer makes of it: not every oddity is noted.
ScanRead ReadScan(ByteSpan file, size_t begin, const jpeg::Frame& frame,
                  const jpeg::ScanHeader& header, std::span<SamplePlane> planes,
                  WorkMonitor* monitor);

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_ENC_SCAN_READER_H_
