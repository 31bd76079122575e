// Sizes that follow from a frame header, and the order in which a scan visits blocks (T.81 A.2).
#ifndef JACKDAW_CODEC_JPEG_FRAME_GEOMETRY_H_
#define JACKDAW_CODEC_JPEG_FRAME_GEOMETRY_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/scan_header.h"

namespace jackdaw {

// Fills hmax, vmax, the MCU counts and the block counts of every component from dimensions and
// sampling factors. REQUIRES: those are in range (SOF was checked).
void ComputeFrameGeometry(Frame* frame);

// One block of an MCU.
struct McuBlock {
  uint8_t slot = 0;        // component by its place in the scan header
  uint8_t dx = 0, dy = 0;  // place inside the component's part of the MCU
};

// The MCUs of a scan. A scan of one component is not interleaved: its MCU is a block, and the
// padding blocks of the component are not in it (A.2.2).
class ScanGeometry {
 public:
  // REQUIRES: scan.usable.
  ScanGeometry(const Frame& frame, const ScanHeader& scan);

  uint32_t num_mcus() const { return num_mcus_; }
  uint32_t mcus_per_row() const { return mcus_per_row_; }
  std::span<const McuBlock> blocks() const { return blocks_; }
  // Blocks of the component in `slot` that an MCU spans.
  uint32_t h_step(int slot) const { return h_step_[static_cast<size_t>(slot)]; }
  uint32_t v_step(int slot) const { return v_step_[static_cast<size_t>(slot)]; }

 private:
  uint32_t mcus_per_row_ = 0;
  uint32_t num_mcus_ = 0;
  std::vector<McuBlock> blocks_;
  std::array<uint32_t, kMaxComponents> h_step_{}, v_step_{};
};

// Walks the MCUs of a scan and finds their blocks in planes. Plane: CoeffPlane or const CoeffPlane.
template <class Plane>
class BlockCursor {
 public:
  // planes: one per component of the frame.
  BlockCursor(const ScanGeometry& geometry, const ScanHeader& scan, std::span<Plane> planes)
      : geometry_(geometry) {
    for (size_t i = 0; i < scan.num_components; ++i) {
      planes_[i] = &planes[scan.components[i].index];
    }
  }

  void Seek(uint32_t mcu) {
    row_ = mcu / geometry_.mcus_per_row();
    col_ = mcu % geometry_.mcus_per_row();
  }
  void Next() {
    if (++col_ == geometry_.mcus_per_row()) {
      col_ = 0;
      ++row_;
    }
  }
  auto* Block(const McuBlock& block) const {
    return planes_[block.slot]->Block(row_ * geometry_.v_step(block.slot) + block.dy,
                                      col_ * geometry_.h_step(block.slot) + block.dx);
  }

 private:
  const ScanGeometry& geometry_;
  std::array<Plane*, kMaxComponents> planes_{};
  uint32_t row_ = 0, col_ = 0;
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_JPEG_FRAME_GEOMETRY_H_
