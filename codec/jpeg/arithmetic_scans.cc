#include "codec/jpeg/arithmetic_scans.h"

#include <optional>
#include <utility>

#include "codec/jpeg/libjpeg_coefficients.h"

namespace jackdaw::jpeg {
namespace {

// The restart intervals that libjpeg can give to scans: the same number of MCUs, or of MCU rows.
struct Restarts {
  uint32_t num_mcus = 0;
  uint32_t num_rows = 0;  // used instead of num_mcus when not 0
};

std::optional<Restarts> FindRestarts(const JpegLayout& layout) {
  Restarts restarts;
  restarts.num_mcus = layout.scans[0].header.restart_interval;
  const uint32_t mcus_per_row = ScanGeometry(layout.frame, layout.scans[0].header).mcus_per_row();
  bool same_mcus = true;
  bool same_rows = restarts.num_mcus % mcus_per_row == 0;
  const uint32_t num_rows = restarts.num_mcus / mcus_per_row;
  for (const ScanPlan& plan : layout.scans) {
    const uint32_t interval = plan.header.restart_interval;
    same_mcus = same_mcus && interval == restarts.num_mcus;
    same_rows =
        same_rows && interval == num_rows * ScanGeometry(layout.frame, plan.header).mcus_per_row();
  }
  if (same_mcus) return restarts;
  if (!same_rows) return std::nullopt;
  restarts.num_rows = num_rows;
  return restarts;
}

LibjpegFile FileOf(const JpegLayout& layout, const Restarts& restarts) {
  LibjpegFile file;
  file.arithmetic = true;
  file.conditioning = layout.conditioning;
  file.num_restart_mcus = restarts.num_mcus;
  file.num_restart_rows = restarts.num_rows;
  for (const ScanPlan& plan : layout.scans) {
    const ScanHeader& scan = plan.header;
    ScriptScan& entry = file.scans.emplace_back();
    entry.ss = scan.ss;
    entry.se = scan.se;
    entry.ah = scan.ah;
    entry.al = scan.al;
    for (size_t i = 0; i < scan.num_components; ++i) {
      const ScanComponent& c = scan.components[i];
      entry.components.push_back(c.index);
      // Headers of DC refinement scans say 0 instead of a table.
      if (scan.ss == 0 && scan.ah == 0) file.dc_slots[c.index] = c.td;
      if (scan.se != 0) file.ac_slots[c.index] = c.ta;
    }
  }
  return file;
}

std::vector<Bytes> CutScans(ByteSpan file) {
  std::vector<Bytes> scans;
  MarkerParser parser(file, 0);
  while (parser.Next() == MarkerParser::Event::kScan) {
    const size_t begin = parser.position();
    const size_t end = FindScanDataEnd(file, begin);
    scans.emplace_back(file.begin() + static_cast<std::ptrdiff_t>(begin),
                       file.begin() + static_cast<std::ptrdiff_t>(end));
    parser.set_position(end);
  }
  return scans;
}

}  // namespace

size_t FindScanDataEnd(ByteSpan data, size_t pos) {
  for (size_t i = pos; i + 1 < data.size(); ++i) {
    if (data[i] != 0xFF) continue;
    size_t code = i + 1;
    while (code < data.size() && data[code] == 0xFF) ++code;
    if (code == data.size()) break;
    if (data[code] != 0x00 && (data[code] & 0xF8) != 0xD0) return i;
    i = code;
  }
  return data.size();
}

Status ReadArithmeticPlanes(ByteSpan file, const Frame& frame, size_t num_scans,
                            std::vector<CoeffPlane>* planes) {
  if (num_scans > kMaxArithmeticScans) {
    return Error{ErrorCode::kUnsupported, 0, "too many arithmetic-coded scans"};
  }
  if (frame.precision != 8) {
    return Error{ErrorCode::kUnsupported, 0, "arithmetic coding of other than 8-bit samples"};
  }
  if (!ReadLibjpegPlanes(file, frame, planes).ok()) {
    return Error{ErrorCode::kUnsupported, 0, "arithmetic-coded data that libjpeg does not read"};
  }
  return OkStatus();
}

Result<std::vector<Bytes>> WriteArithmeticScans(const JpegLayout& layout,
                                                const std::vector<CoeffPlane>& planes,
                                                uint64_t max_bytes) {
  const Error unsupported{ErrorCode::kUnsupported, 0, "scans that libjpeg does not write"};
  if (layout.scans.size() > kMaxArithmeticScans) return unsupported;
  const std::optional<Restarts> restarts = FindRestarts(layout);
  if (!restarts.has_value()) return unsupported;
  const Result<Bytes> file =
      WriteLibjpegFile(layout.frame, FileOf(layout, *restarts), planes, max_bytes);
  if (!file.ok()) return file.error();
  std::vector<Bytes> scans = CutScans(file.value());
  if (scans.size() != layout.scans.size()) return unsupported;
  return scans;
}

}  // namespace jackdaw::jpeg
