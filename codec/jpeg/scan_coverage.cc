#include "codec/jpeg/scan_coverage.h"

#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::jpeg {
namespace {

constexpr uint8_t kMaxAl = 13;  // T.81 table B.3

uint64_t NumBlocks(const Frame& frame, const ScanHeader& scan) {
  const ScanGeometry geometry(frame, scan);
  return uint64_t{geometry.num_mcus()} * geometry.blocks().size();
}

}  // namespace

ScanCoverage::ScanCoverage() {
  for (auto& levels : level_) levels.fill(kNever);
}

bool ScanCoverage::CanModel(const Frame& frame, const ScanHeader& scan) const {
  if (!scan.usable || frame.arithmetic()) return false;
  const uint64_t frame_blocks = PlaneBytes(frame) / (kBlockSize * sizeof(int16_t));
  if (num_blocks_visited_ + NumBlocks(frame, scan) > kMaxVisitsPerBlock * frame_blocks)
    return false;
  if (frame.progressive()) return CanModelProgressive(scan);

  // Sequential scans send whole blocks whatever Ss, Se, Ah and Al say; libjpeg only warns, too.
  for (size_t i = 0; i < scan.num_components; ++i) {
    const ScanComponent& c = scan.components[i];
    if (c.dc_table == nullptr || c.ac_table == nullptr || level_[c.index][0] != kNever)
      return false;
  }
  return true;
}

bool ScanCoverage::CanModelProgressive(const ScanHeader& scan) const {
  const bool refinement = scan.ah != 0;
  if (scan.ss > scan.se || scan.se > 63 || scan.al > kMaxAl) return false;
  if (scan.ss == 0 && scan.se != 0) return false;
  if (scan.ss != 0 && scan.num_components != 1) return false;
  if (refinement && scan.ah != scan.al + 1) return false;
  const int8_t expected = refinement ? static_cast<int8_t>(scan.ah) : kNever;
  for (size_t i = 0; i < scan.num_components; ++i) {
    const ScanComponent& c = scan.components[i];
    for (size_t k = scan.ss; k <= scan.se; ++k) {
      if (level_[c.index][k] != expected) return false;
    }
    if (scan.ss == 0 && !refinement && c.dc_table == nullptr) return false;
    if (scan.ss != 0 && c.ac_table == nullptr) return false;
  }
  return true;
}

void ScanCoverage::Commit(const Frame& frame, const ScanHeader& scan) {
  num_blocks_visited_ += NumBlocks(frame, scan);
  for (size_t i = 0; i < scan.num_components; ++i) {
    auto& levels = level_[scan.components[i].index];
    if (!frame.progressive()) {
      levels.fill(0);
      continue;
    }
    for (size_t k = scan.ss; k <= scan.se; ++k) levels[k] = static_cast<int8_t>(scan.al);
  }
}

}  // namespace jackdaw::jpeg
