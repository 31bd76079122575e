// Frames of lossless JPEG (T.81 process 14, SOF3): sizes, planes of samples, and which scans can be
// modelled (docs/format_lossless_jpeg.md §2).
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_PICTURE_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_PICTURE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/scan_header.h"

namespace jackdaw::lossless_jpeg {

// Samples as a decoder has them before the point transform is undone: modulo 2^16, as T.81 H.1.2.1
// computes them.
struct SamplePlane {
  uint32_t width = 0, height = 0;
  std::vector<uint16_t> samples;  // [height][width]

  uint16_t* Row(uint32_t y) { return samples.data() + static_cast<size_t>(y) * width; }
  const uint16_t* Row(uint32_t y) const { return samples.data() + static_cast<size_t>(y) * width; }
};

struct PlaneSize {
  uint32_t width = 0, height = 0;  // 0: no modelled scan codes the component

  uint64_t num_samples() const { return uint64_t{width} * height; }
  bool operator==(const PlaneSize&) const = default;
};
// By component of the frame.
using PlaneSizes = std::array<PlaneSize, jpeg::kMaxComponents>;

// Lines that one MCU row of the frame holds, and how many of these there are.
struct McuRows {
  uint32_t per_row = 0;  // MCUs of an interleaved scan in a row
  uint32_t num_rows = 0;
};
McuRows FrameMcuRows(const jpeg::Frame& frame);

// Samples of a component: ceil(X H / hmax) by ceil(Y V / vmax), T.81 A.1.1.
PlaneSize ComponentSize(const jpeg::Frame& frame, size_t component);

// The order in which a scan visits samples.
struct ScanShape {
  size_t num_components = 0;
  uint32_t mcus_per_row = 0, mcu_rows = 0;
  std::array<uint8_t, jpeg::kMaxComponents> component{};  // of the frame, in the order of the scan
  std::array<uint8_t, jpeg::kMaxComponents> h{}, v{};     // samples of an MCU
  std::array<PlaneSize, jpeg::kMaxComponents> size{};     // of the planes, padded to whole MCUs

  uint64_t num_samples() const;
};
// REQUIRES: scan.usable.
ScanShape ShapeOfScan(const jpeg::Frame& frame, const jpeg::ScanHeader& scan);

// Which components modelled scans have coded so far.
class ScanCoverage {
 public:
  // Whether the scan can be modelled: predictor 1..7, a point transform below the precision,
  // tables, restarts at the start of MCU rows, and components that no modelled scan has coded.
  bool CanModel(const jpeg::Frame& frame, const jpeg::ScanHeader& scan) const;
  void Commit(const jpeg::ScanHeader& scan);

 private:
  std::array<bool, jpeg::kMaxComponents> covered_{};
};

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_PICTURE_H_
