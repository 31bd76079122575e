// Sizes that follow from a frame header, and the order in which a scan visits blocks (T.81 A.2).
#ifndef JACKDAW_CODEC_JPEG_FRAME_GEOMETRY_H_
#define JACKDAW_CODEC_JPEG_FRAME_GEOMETRY_H_

#include <array>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/scan_header.h"

namespace jackdaw::jpeg {

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
  using Coeff = std::conditional_t<std::is_const_v<Plane>, const int16_t, int16_t>;

  // planes: one per component of the frame. `geometry` must outlive the cursor.
  BlockCursor(const ScanGeometry& geometry, const ScanHeader& scan, std::span<Plane> planes)
      : geometry_(geometry), planes_{}, places_(geometry.blocks().size()) {
    for (size_t i = 0; i < scan.num_components; ++i) {
      planes_[i] = &planes[scan.components[i].index];
    }
    for (size_t i = 0; i < places_.size(); ++i) {
      places_[i].step = size_t{geometry.h_step(geometry.blocks()[i].slot)} * kBlockSize;
    }
  }

  // REQUIRES: mcu <= num_mcus of the geometry.
  void Seek(uint32_t mcu) {
    row_ = mcu / geometry_.mcus_per_row();
    col_ = mcu % geometry_.mcus_per_row();
    if (mcu < geometry_.num_mcus()) FindRow();
  }
  void Next() { Advance(1); }
  // REQUIRES: n <= LeftInRow().
  void Advance(uint32_t n) {
    col_ += n;
    if (col_ == geometry_.mcus_per_row()) {
      col_ = 0;
      ++row_;
      if (uint64_t{row_} * geometry_.mcus_per_row() < geometry_.num_mcus()) FindRow();
    }
  }
  void Skip(uint32_t num_mcus) {
    while (num_mcus > 0) {
      const uint32_t n = num_mcus < LeftInRow() ? num_mcus : LeftInRow();
      Advance(n);
      num_mcus -= n;
    }
  }
  // MCUs from here to the end of the row, at least 1.
  uint32_t LeftInRow() const { return geometry_.mcus_per_row() - col_; }

  // The i-th block of the MCU; the same one of the next MCU in the row is step(i) further.
  // REQUIRES: the cursor is not at the end of the scan.
  Coeff* Block(size_t i) const { return places_[i].row_begin + col_ * places_[i].step; }
  // The index of the i-th block in its plane.
  size_t PlaneIndex(size_t i) const {
    const Plane& plane = *planes_[geometry_.blocks()[i].slot];
    return static_cast<size_t>(Block(i) - plane.coeffs.data()) / kBlockSize;
  }

 private:
  struct Place {
    Coeff* row_begin = nullptr;  // the block in the first MCU of the row
    size_t step = 0;             // coefficients
  };

  void FindRow() {
    for (size_t i = 0; i < places_.size(); ++i) {
      const McuBlock& block = geometry_.blocks()[i];
      places_[i].row_begin =
          planes_[block.slot]->Block(row_ * geometry_.v_step(block.slot) + block.dy, block.dx);
    }
  }

  const ScanGeometry& geometry_;
  std::array<Plane*, kMaxComponents> planes_;
  std::vector<Place> places_;  // of each block of an MCU
  uint32_t row_ = 0, col_ = 0;
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_FRAME_GEOMETRY_H_
