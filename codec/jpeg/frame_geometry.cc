#include "codec/jpeg/frame_geometry.h"

#include <algorithm>
#include <memory>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "base/checked.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::jpeg {
namespace {

// Asks for large pages before memory is touched: the page faults of a large plane take as long as
// reading its scans otherwise. Nothing but speed depends on it.
void AdviseHugePages([[maybe_unused]] void* data, [[maybe_unused]] size_t size) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  constexpr size_t kHugePage = size_t{1} << 21;
  void* begin = data;
  size_t space = size;
  if (std::align(kHugePage, kHugePage, begin, space) == nullptr) return;
  // Whole pages only. A refusal changes nothing.
  static_cast<void>(madvise(begin, space - space % kHugePage, MADV_HUGEPAGE));
#endif
}

}  // namespace

void ComputeFrameGeometry(Frame* frame) {
  frame->hmax = 1;
  frame->vmax = 1;
  for (const FrameComponent& c : frame->components) {
    frame->hmax = std::max(frame->hmax, c.h);
    frame->vmax = std::max(frame->vmax, c.v);
  }
  frame->mcus_per_row = CeilDiv(frame->width_px, 8u * frame->hmax);
  frame->mcu_rows = CeilDiv(frame->height_px, 8u * frame->vmax);
  for (FrameComponent& c : frame->components) {
    c.width_blocks = CeilDiv(CeilDiv(frame->width_px * c.h, frame->hmax), 8);
    c.height_blocks = CeilDiv(CeilDiv(frame->height_px * c.v, frame->vmax), 8);
    c.padded_width_blocks = frame->mcus_per_row * c.h;
    c.padded_height_blocks = frame->mcu_rows * c.v;
  }
}

ScanGeometry::ScanGeometry(const Frame& frame, const ScanHeader& scan) {
  if (scan.num_components == 1) {
    const FrameComponent& c = frame.components[scan.components[0].index];
    mcus_per_row_ = c.width_blocks;
    num_mcus_ = c.width_blocks * c.height_blocks;
    blocks_.push_back({});
    h_step_[0] = v_step_[0] = 1;
    return;
  }
  mcus_per_row_ = frame.mcus_per_row;
  num_mcus_ = frame.mcus_per_row * frame.mcu_rows;
  for (size_t slot = 0; slot < scan.num_components; ++slot) {
    const FrameComponent& c = frame.components[scan.components[slot].index];
    h_step_[slot] = c.h;
    v_step_[slot] = c.v;
    for (uint8_t dy = 0; dy < c.v; ++dy) {
      for (uint8_t dx = 0; dx < c.h; ++dx) {
        blocks_.push_back({static_cast<uint8_t>(slot), dx, dy});
      }
    }
  }
}

std::vector<CoeffPlane> AllocatePlanes(const Frame& frame) {
  std::vector<CoeffPlane> planes(frame.components.size());
  for (size_t i = 0; i < planes.size(); ++i) {
    const FrameComponent& c = frame.components[i];
    planes[i].width_blocks = c.padded_width_blocks;
    planes[i].height_blocks = c.padded_height_blocks;
    const size_t size = size_t{c.padded_width_blocks} * c.padded_height_blocks * kBlockSize;
    planes[i].coeffs.reserve(size);
    AdviseHugePages(planes[i].coeffs.data(), size * sizeof(int16_t));
    planes[i].coeffs.resize(size);
  }
  return planes;
}

uint64_t PlaneBytes(const Frame& frame) {
  uint64_t sum = 0;
  for (const FrameComponent& c : frame.components) {
    uint64_t num_blocks = 0, bytes = 0;
    if (!CheckedMul(c.padded_width_blocks, c.padded_height_blocks, &num_blocks) ||
        !CheckedMul(num_blocks, kBlockSize * sizeof(int16_t), &bytes) ||
        !CheckedAdd(sum, bytes, &sum)) {
      return UINT64_MAX;
    }
  }
  return sum;
}

}  // namespace jackdaw::jpeg
