// The head of a coefficient stream: method, slices, rows that hold anything, shifts.
//
// Format: docs/format_coeff.md §1.
#ifndef JACKDAW_CODEC_COEFF_SLICES_COEFF_HEADER_H_
#define JACKDAW_CODEC_COEFF_SLICES_COEFF_HEADER_H_

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/slice_layout.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/result.h"

namespace jackdaw::coeff {

// Flags at the start of the header: what follows them.
inline constexpr uint8_t kFlagRows = 1;
inline constexpr uint8_t kFlagShifts = 2;
inline constexpr uint8_t kFlagSlices = 4;
// Nothing follows for it: the static method in place of the preset's.
inline constexpr uint8_t kFlagStatic = 8;

inline constexpr uint32_t kMaxSlices = 64;

struct CoeffHeader {
  uint32_t num_slices = 1;              // 1..min(kMaxSlices, MCU rows)
  std::vector<uint32_t> coded_rows;     // per component: rows up to the last non-zero block
  std::vector<FrequencyShifts> shifts;  // per component
  bool is_static = false;               // coded with the static method
};

// Slices by default: one below 5 MP, 4 at 12 MP, 6 at 24 MP, 8 at 50 MP.
uint32_t DefaultSlices(const jpeg::Frame& frame);
// Slices that the options ask for, before ClampSlices.
inline uint32_t NumSlices(const jpeg::Frame& frame, const CoeffOptions& options) {
  return options.num_slices != 0 ? options.num_slices : DefaultSlices(frame);
}
// The nearest number of slices that the frame allows.
uint32_t ClampSlices(const jpeg::Frame& frame, uint32_t num_slices);

// Finds rows and shifts of the planes.
CoeffHeader AnalysePlanes(const jpeg::Frame& frame, const std::vector<jpeg::CoeffPlane>& planes,
                          uint32_t num_slices, bool is_static = false);

void WriteCoeffHeader(const CoeffHeader& header, const jpeg::Frame& frame, ByteWriter* out);
Result<CoeffHeader> ReadCoeffHeader(ByteReader* in, const jpeg::Frame& frame);

// Rows of slice `index`: MCU rows are divided evenly, the first slices get the smaller share.
SliceLayout MakeSliceLayout(const CoeffHeader& header, const jpeg::Frame& frame, uint32_t index);
// Of all slices, from the top.
std::vector<SliceLayout> MakeSliceLayouts(const CoeffHeader& header, const jpeg::Frame& frame);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_COEFF_HEADER_H_
