// Which components are coded together, and how each finds its luma.
//
// Component 0 is coded first and alone. The others follow in frame order; two in a row with the
// same block counts are coded together, position by position (Cb and Cr). Every later component
// takes component 0 as its guide. Format: docs/format_coeff.md §4.
#ifndef JACKDAW_CODEC_COEFF_COMPONENT_SET_H_
#define JACKDAW_CODEC_COEFF_COMPONENT_SET_H_

#include <array>
#include <cstdint>
#include <vector>

#include "codec/coeff/block_state.h"
#include "codec/coeff/component_tables.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw {

struct ComponentSet {
  size_t first = 0;  // component index
  size_t count = 1;  // 1 or 2
};
std::vector<ComponentSet> MakeComponentSets(const Frame& frame);

// Block rows [begin, end) of a component that a slice codes; later rows of the band are all zero.
struct RowRange {
  uint32_t begin = 0, end = 0;
};

// Levels are coefficients >> shift: truncated progressive files leave low bits that are always
// zero.
using FrequencyShifts = std::array<uint8_t, 64>;  // zigzag, 0..15

ComponentTables MakeComponentTables(const FrameComponent& component, const FrequencyShifts& shifts);

// How chroma magnitudes are estimated from luma blocks of the same place.
class LumaGuide {
 public:
  // Inactive: guides stay zero.
  LumaGuide() = default;
  LumaGuide(const FrameComponent& luma, const FrameComponent& chroma);

  // Whether both give the same guides.
  bool operator==(const LumaGuide& other) const = default;

  // Fills guide, guide_group and luma_level for the block at (row, col) of the chroma component.
  void Fill(const CoeffPlane& luma, uint32_t row, uint32_t col, BlockState* state) const;

 private:
  uint32_t h_luma_ = 1, v_luma_ = 1, h_chroma_ = 1, v_chroma_ = 1;
  uint32_t num_h_ = 1, num_v_ = 1;    // luma blocks per chroma block, each way
  std::array<uint8_t, 64> source_{};  // zigzag -> zigzag position in luma
  size_t num_sources_ = 0;            // largest source + 1
  std::array<uint16_t, 64> ratio_{};  // zigzag, Q8: luma quant * 4 / (chroma quant * blocks)
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_COMPONENT_SET_H_
