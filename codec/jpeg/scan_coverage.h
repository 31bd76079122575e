// Decides, the same way on both sides, which scans can be rewritten from the final coefficients.
//
// A scan can when it is well formed, has its Huffman tables, and sends each coefficient bit for the
// first time: a second scan of the same bits would overwrite what the first one said, so only one
// of them can be regenerated. The scans that are modelled are committed; others leave no trace
// here. Invariant: level_[c][k] is the Al of the last committed scan of coefficient k, kNever
// before one.
#ifndef JACKDAW_CODEC_JPEG_SCAN_COVERAGE_H_
#define JACKDAW_CODEC_JPEG_SCAN_COVERAGE_H_

#include <array>
#include <cstdint>

#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/scan_header.h"

namespace jackdaw::jpeg {

class ScanCoverage {
 public:
  ScanCoverage();

  // REQUIRES: frame is that of the parser which gave `scan`, the same in every call.
  bool CanModel(const Frame& frame, const ScanHeader& scan) const;
  // REQUIRES: CanModel.
  void Commit(const Frame& frame, const ScanHeader& scan);

 private:
  static constexpr int8_t kNever = -1;
  // Scans may visit every block of the frame this often in all, so that a small hostile file cannot
  // ask for thousands of passes over a large frame. Real scripts stay below 30.
  static constexpr uint64_t kMaxVisitsPerBlock = 64;

  bool CanModelProgressive(const ScanHeader& scan) const;

  std::array<std::array<int8_t, 64>, kMaxComponents> level_;
  uint64_t num_blocks_visited_ = 0;
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_SCAN_COVERAGE_H_
