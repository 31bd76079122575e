// What SplitJpeg reports of a JPEG beside its parts, from a layout alone.
#ifndef JACKDAW_CODEC_JPEG_DEC_LAYOUT_FACTS_H_
#define JACKDAW_CODEC_JPEG_DEC_LAYOUT_FACTS_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "codec/jpeg/jpeg_layout.h"

namespace jackdaw::jpeg {

struct ScanCounts {
  uint32_t num_scans = 0;            // SOS markers reached
  uint32_t num_scans_modelled = 0;   // of them modelled, wholly or in part
  uint32_t num_scans_cut = 0;        // of these, those that lack MCUs
  uint64_t verbatim_scan_bytes = 0;  // scan bytes left in the skeleton or in the facts

  // The planes are all that the scans say.
  bool complete() const {
    return num_scans_modelled == num_scans && num_scans_cut == 0 && verbatim_scan_bytes == 0;
  }
};

// Linear in the skeleton and the facts.
ScanCounts CountScans(const JpegLayout& layout);

// The oddities of SplitJpegResult. planes: as decoded for the layout.
// REQUIRES: CountScans(layout).complete().
std::vector<std::string> LayoutOddities(const JpegLayout& layout,
                                        std::span<const CoeffPlane> planes);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_DEC_LAYOUT_FACTS_H_
