// One line for each unusual thing about a JPEG, for `jackdaw info`.
#ifndef JACKDAW_CODEC_JPEG_ODDITIES_H_
#define JACKDAW_CODEC_JPEG_ODDITIES_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/marker_parser.h"
#include "codec/jpeg/scan_facts.h"
#include "codec/jpeg/scan_header.h"

namespace jackdaw::jpeg {

struct ScanNotes {
  bool modelled = false;
  const ScanHeader* header = nullptr;  // not null when modelled, like facts
  const ScanFacts* facts = nullptr;
};

struct JpegNotes {
  MarkerNotes markers;
  uint32_t dnl_height_px = 0;    // stored in the facts, when not 0
  std::vector<ScanNotes> scans;  // all that SOS markers announced
};

// planes: of the frame's padded sizes.
std::vector<std::string> FindOddities(const JpegNotes& notes, const Frame& frame,
                                      std::span<const CoeffPlane> planes);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ODDITIES_H_
