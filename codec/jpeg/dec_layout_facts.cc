#include "codec/jpeg/dec_layout_facts.h"

#include "codec/jpeg/arithmetic_scans.h"
#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/marker_parser.h"
#include "codec/jpeg/oddities.h"

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
    if (plan.facts.runs.empty()) continue;  // one run over the whole scan
    uint32_t num_mcus = 0;
    for (const ScanRun& run : plan.facts.runs) {
      counts.verbatim_scan_bytes += run.raw.size();
      num_mcus += run.mcu_end - run.mcu_begin;
    }
    counts.num_scans_cut += num_mcus == ScanGeometry(layout.frame, plan.header).num_mcus() ? 0 : 1;
  }
  return counts;
}

std::vector<std::string> LayoutOddities(const JpegLayout& layout,
                                        std::span<const CoeffPlane> planes) {
  JpegNotes notes;
  MarkerParser parser(layout.skeleton, 0);
  if (parser.Next() == MarkerParser::Event::kScan && !parser.frame().has_value()) {
    notes.dnl_height_px = layout.frame.height_px;
    parser = MarkerParser(layout.skeleton, notes.dnl_height_px);
  }
  while (parser.Next() == MarkerParser::Event::kScan) {
  }
  notes.markers = parser.notes();
  for (const ScanPlan& plan : layout.scans) {
    notes.scans.push_back({true, &plan.header, &plan.facts});
  }
  return FindOddities(notes, layout.frame, planes);
}

}  // namespace jackdaw::jpeg
