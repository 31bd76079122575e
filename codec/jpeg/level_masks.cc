#include "codec/jpeg/level_masks.h"

#include "codec/jpeg/block_bits.h"

namespace jackdaw::jpeg {

void LevelMasks::AddScan(const ScanHeader& scan) {
  if (scan.ss == 0) return;
  std::vector<Level>& levels = levels_[scan.components[0].index];
  for (const Level& level : levels) {
    if (level.al == scan.al) return;
  }
  const size_t num_blocks = planes_[scan.components[0].index].coeffs.size() / kBlockSize;
  if (levels.size() < kMaxLevels && memory_.ChargeItems(num_blocks, sizeof(uint64_t))) {
    levels.push_back({scan.al, {}});
  }
}

std::span<const uint64_t> LevelMasks::Get(size_t component, int al) {
  for (const Level& level : levels_[component]) {
    if (level.al != al) continue;
    if (level.masks.empty()) Make(component);
    return level.masks;
  }
  return {};
}

void LevelMasks::Make(size_t component) {
  const CoeffPlane& plane = planes_[component];
  const size_t num_blocks = plane.coeffs.size() / kBlockSize;
  for (Level& level : levels_[component]) level.masks.resize(num_blocks);
  for (size_t i = 0; i < num_blocks; ++i) {
    const int16_t* block = plane.coeffs.data() + i * kBlockSize;
    for (Level& level : levels_[component]) level.masks[i] = LevelMask(block, level.al);
  }
}

}  // namespace jackdaw::jpeg
