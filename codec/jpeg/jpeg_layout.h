// What ReadJpegLayout found: frame, scans and where their data belong in the skeleton.
#ifndef JACKDAW_CODEC_JPEG_JPEG_LAYOUT_H_
#define JACKDAW_CODEC_JPEG_JPEG_LAYOUT_H_

#include <cstddef>
#include <vector>

#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/marker_parser.h"
#include "codec/jpeg/scan_facts.h"
#include "codec/jpeg/scan_header.h"

namespace jackdaw::jpeg {

struct ScanPlan {
  size_t skeleton_pos = 0;  // the scan's data go before this byte of the skeleton
  ScanHeader header;
  ScanFacts facts;
};

struct JpegLayout {
  Frame frame;
  ByteSpan skeleton;
  std::vector<ScanPlan> scans;          // ascending skeleton_pos
  ArithmeticConditioning conditioning;  // of arithmetic-coded frames
  uint64_t charged_bytes = 0;           // for scans and their facts
};

// The facts begin with a varint of these flags (docs/format_jpeg.md §4).
inline constexpr uint64_t kFactsExplicitScans = 1;  // a list of scans follows
inline constexpr uint64_t kFactsArithmetic = 2;     // the scans are arithmetic-coded
inline constexpr uint64_t kFactsDnlHeight = 4;      // the frame's height follows
inline constexpr uint64_t kFactsAllFlags = 7;

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_JPEG_LAYOUT_H_
