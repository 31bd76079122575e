#include "codec/lossless_jpeg/picture.h"

#include "base/checked.h"

namespace jackdaw::lossless_jpeg {

McuRows FrameMcuRows(const jpeg::Frame& frame) {
  return {CeilDiv(frame.width_px, frame.hmax), CeilDiv(frame.height_px, frame.vmax)};
}

PlaneSize ComponentSize(const jpeg::Frame& frame, size_t component) {
  const jpeg::FrameComponent& c = frame.components[component];
  return {CeilDiv(frame.width_px * c.h, frame.hmax), CeilDiv(frame.height_px * c.v, frame.vmax)};
}

ScanShape ShapeOfScan(const jpeg::Frame& frame, const jpeg::ScanHeader& scan) {
  ScanShape shape;
  shape.num_components = scan.num_components;
  const McuRows mcus = FrameMcuRows(frame);
  shape.mcus_per_row = mcus.per_row;
  shape.mcu_rows = mcus.num_rows;
  for (size_t i = 0; i < scan.num_components; ++i) {
    const uint8_t index = scan.components[i].index;
    const jpeg::FrameComponent& c = frame.components[index];
    shape.component[i] = index;
    shape.h[i] = c.h;
    shape.v[i] = c.v;
    shape.size[i] = {mcus.per_row * c.h, mcus.num_rows * c.v};
  }
  if (scan.num_components == 1) {  // not interleaved: its MCU is a sample
    shape.h[0] = shape.v[0] = 1;
    shape.size[0] = ComponentSize(frame, shape.component[0]);
    shape.mcus_per_row = shape.size[0].width;
    shape.mcu_rows = shape.size[0].height;
  }
  return shape;
}

uint64_t ScanShape::num_samples() const {
  uint64_t sum = 0;
  for (size_t i = 0; i < num_components; ++i) sum += size[i].num_samples();
  return sum;
}

bool ScanCoverage::CanModel(const jpeg::Frame& frame, const jpeg::ScanHeader& scan) const {
  if (!scan.usable || scan.ss < 1 || scan.ss > 7 || scan.al >= frame.precision) return false;
  for (size_t i = 0; i < scan.num_components; ++i) {
    const jpeg::ScanComponent& c = scan.components[i];
    if (c.dc_table == nullptr || covered_[c.index]) return false;
  }
  return scan.restart_interval % ShapeOfScan(frame, scan).mcus_per_row == 0;
}

void ScanCoverage::Commit(const jpeg::ScanHeader& scan) {
  for (size_t i = 0; i < scan.num_components; ++i) covered_[scan.components[i].index] = true;
}

}  // namespace jackdaw::lossless_jpeg
