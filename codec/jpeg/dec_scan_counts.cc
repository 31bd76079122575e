#include "codec/jpeg/dec_scan_counts.h"

#include "codec/jpeg/arithmetic_scans.h"
#include "codec/jpeg/marker_parser.h"

namespace jackdaw::jpeg {

ScanCounts CountScans(const JpegLayout& layout) {
  ScanCounts counts;
  // The data of modelled scans are cut out, so the parser goes on behind each SOS, as it does in
  // the file behind scans that are not modelled. A height from DNL changes no marker.
  MarkerParser parser(layout.skeleton, 0);
  while (parser.Next() == MarkerParser::Event::kScan) {
    ++counts.num_scans;
    const size_t begin = parser.position();
    counts.verbatim_scan_bytes += FindScanDataEnd(layout.skeleton, begin) - begin;
  }
  for (const ScanPlan& plan : layout.scans) {
    ++counts.num_scans_modelled;
    for (const ScanRun& run : plan.facts.runs) counts.verbatim_scan_bytes += run.raw.size();
  }
  return counts;
}

}  // namespace jackdaw::jpeg
