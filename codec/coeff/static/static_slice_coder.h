// Codes one slice with the static method: its components one after the other, in each the blocks
// row by row. For content that the presets' models cannot predict, and are wrong about.
// Format: docs/format_coeff.md §10.
#ifndef JACKDAW_CODEC_COEFF_STATIC_STATIC_SLICE_CODER_H_
#define JACKDAW_CODEC_COEFF_STATIC_STATIC_SLICE_CODER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "base/work_meter.h"
#include "base/work_monitor.h"
#include "codec/coeff/block_work.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/slice_layout.h"
#include "codec/coeff/static/static_block_coder.h"
#include "codec/coeff/static/static_state.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

template <class Coder>
class StaticSliceCoder {
 public:
  using Planes = std::conditional_t<Coder::kDecodes, std::vector<jpeg::CoeffPlane>,
                                    const std::vector<jpeg::CoeffPlane>>;

  // A decoder's planes are zero where the slice lies. work, monitor: may be null.
  StaticSliceCoder(Coder& coder, const SliceLayout& layout, Planes& planes, WorkMeter* work,
                   WorkMonitor* monitor)
      : coder_(coder), layout_(layout), planes_(planes), work_(work), monitor_(monitor) {}

  // False when a decoder ran out of input, all work was done that may be, or the call is cancelled.
  bool Run() {
    std::array<StaticCounts, 2> counts;  // of component 0, and of the others
    for (size_t c = 0; c < planes_.size(); ++c) {
      StaticBlockCoder<Coder> blocks(coder_, counts[c == 0 ? 0 : 1]);
      for (uint32_t row = layout_.rows[c].begin; row < layout_.rows[c].end; ++row) {
        if (!CodeRow(c, row, blocks)) return false;
      }
    }
    return true;
  }

 private:
  bool CodeRow(size_t c, uint32_t row, StaticBlockCoder<Coder>& blocks) {
    auto& plane = planes_[c];
    const FrequencyShifts& shifts = layout_.shifts[c];
    const bool has_north = row > layout_.rows[c].begin;
    uint64_t units = 0;
    for (uint32_t col = 0; col < plane.width_blocks; ++col) {
      const auto dc = [&](uint32_t r, uint32_t at) { return plane.Block(r, at)[0] >> shifts[0]; };
      const int west = col > 0 ? dc(row, col - 1) : has_north ? dc(row - 1, col) : 0;
      const int north = has_north ? dc(row - 1, col) : west;
      std::array<int16_t, 64> level{};
      auto* coeffs = plane.Block(row, col);
      if constexpr (!Coder::kDecodes) {
        for (size_t k = 0; k < 64; ++k) level[k] = static_cast<int16_t>(coeffs[k] >> shifts[k]);
      }
      const uint32_t num_nonzero = blocks.Code((west + north) >> 1, &level);
      units += kWorkOfContexts.coded + num_nonzero * kWorkOfContexts.nonzero;
      if constexpr (Coder::kDecodes) {
        for (size_t k = 0; k < 64; ++k) {
          coeffs[k] = static_cast<int16_t>(static_cast<uint16_t>(level[k]) << shifts[k]);
        }
        if (coder_.Exhausted()) return false;
      }
    }
    if (!Advance(monitor_, plane.width_blocks)) return false;
    return work_ == nullptr || work_->Add(units);
  }

  Coder& coder_;
  const SliceLayout& layout_;
  Planes& planes_;
  WorkMeter* work_;
  WorkMonitor* monitor_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_STATIC_STATIC_SLICE_CODER_H_
