// Bit masks of the coefficients that a level of a progressive AC scan sees, for the scan writers.
//
// A first scan at Al needs |coefficient| >> Al != 0, a refinement scan that and the same at Al + 1.
// The masks of all levels of a component are made in one pass over its plane, so that each scan
// touches only the blocks where it has something to say: 8 bytes a block and level, of at most
// kMaxLevels levels.
#ifndef JACKDAW_CODEC_JPEG_LEVEL_MASKS_H_
#define JACKDAW_CODEC_JPEG_LEVEL_MASKS_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_budget.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/scan_header.h"

namespace jackdaw::jpeg {

class LevelMasks {
 public:
  // planes: one per component; must outlive this and stay as they are. max_bytes: of all masks;
  // levels beyond it have none.
  LevelMasks(std::span<const CoeffPlane> planes, uint64_t max_bytes)
      : planes_(planes), memory_(max_bytes) {}

  // Announces a scan, before the first Get.
  void AddScan(const ScanHeader& scan);

  // Of each block of the component's plane: bit k is set when |coefficient k| >> al is not 0. Empty
  // when no scan of that Al was added, or too many others, or there is no memory for it.
  std::span<const uint64_t> Get(size_t component, int al);

 private:
  static constexpr size_t kMaxLevels = 4;

  struct Level {
    int al = 0;
    std::vector<uint64_t> masks;  // empty: not made yet
  };
  void Make(size_t component);

  std::span<const CoeffPlane> planes_;
  ByteBudget memory_;
  std::array<std::vector<Level>, kMaxComponents> levels_;
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_LEVEL_MASKS_H_
