#include "codec/coeff/slices/coeff_header.h"

#include <algorithm>

namespace jackdaw::coeff {

namespace {

// A slice has to learn anew, and large pictures often hold little for their size. So the number
// grows with the root of the size: n pairs of slices from n^2 times so many pixels on. Pairs keep
// two threads equally busy to the end.
constexpr uint64_t kPixelsOfOnePair = 2'500'000;
// A picture below this has one slice.
constexpr uint64_t kLeastPixelsForSlices = 5'000'000;

}  // namespace

uint32_t ClampSlices(const jpeg::Frame& frame, uint32_t num_slices) {
  return std::clamp<uint32_t>(num_slices, 1, std::min(kMaxSlices, std::max(frame.mcu_rows, 1u)));
}

uint32_t DefaultSlices(const jpeg::Frame& frame) {
  const uint64_t pixels = uint64_t{frame.width_px} * frame.height_px;
  if (pixels < kLeastPixelsForSlices) return 1;
  uint32_t pairs = 1;
  while (2 * pairs < kMaxSlices && kPixelsOfOnePair * (pairs + 1) * (pairs + 1) <= pixels) ++pairs;
  return ClampSlices(frame, 2 * pairs);
}

namespace {

constexpr uint8_t kAllFlags = kFlagRows | kFlagShifts | kFlagSlices | kFlagStatic;

Status ReadShifts(ByteReader* in, FrequencyShifts* shifts) {
  for (size_t k = 0; k < 64;) {
    uint8_t shift, length;
    if (!in->U8(&shift) || !in->U8(&length)) {
      return Error{ErrorCode::kTruncated, in->position(), "coefficient shifts end early"};
    }
    if (shift > 15 || size_t{length} + 1 > 64 - k) {
      return Error{ErrorCode::kCorrupt, in->position(), "bad coefficient shift"};
    }
    for (size_t i = 0; i <= length; ++i) (*shifts)[k++] = shift;
  }
  return OkStatus();
}

}  // namespace

Result<CoeffHeader> ReadCoeffHeader(ByteReader* in, const jpeg::Frame& frame) {
  const Error bad{ErrorCode::kCorrupt, in->position(), "bad head of a coefficient stream"};
  CoeffHeader header;
  uint8_t flags;
  if (!in->U8(&flags) || flags > kAllFlags) return bad;
  header.is_static = (flags & kFlagStatic) != 0;
  if ((flags & kFlagSlices) != 0) {
    uint64_t n;
    if (!in->VarintUpTo(kMaxSlices, &n) || n < 2 || n > frame.mcu_rows) return bad;
    header.num_slices = static_cast<uint32_t>(n);
  }
  for (const jpeg::FrameComponent& component : frame.components) {
    uint64_t missing = 0;
    if ((flags & kFlagRows) != 0 && !in->VarintUpTo(component.padded_height_blocks, &missing)) {
      return bad;
    }
    header.coded_rows.push_back(component.padded_height_blocks - static_cast<uint32_t>(missing));
  }
  header.shifts.resize(frame.components.size());
  if ((flags & kFlagShifts) != 0) {
    for (FrequencyShifts& shifts : header.shifts) {
      if (Status status = ReadShifts(in, &shifts); !status.ok()) return status.error();
    }
  }
  return header;
}

SliceLayout MakeSliceLayout(const CoeffHeader& header, const jpeg::Frame& frame, uint32_t index) {
  const auto mcu_row = [&](uint32_t i) {
    return static_cast<uint32_t>(uint64_t{frame.mcu_rows} * i / header.num_slices);
  };
  SliceLayout layout;
  layout.shifts = header.shifts;
  for (size_t c = 0; c < frame.components.size(); ++c) {
    const uint32_t per_mcu = frame.components[c].padded_height_blocks / frame.mcu_rows;
    RowRange rows{mcu_row(index) * per_mcu, mcu_row(index + 1) * per_mcu};
    if (index + 1 == header.num_slices) rows.end = frame.components[c].padded_height_blocks;
    rows.end = std::max(rows.begin, std::min(rows.end, header.coded_rows[c]));
    layout.rows.push_back(rows);
  }
  return layout;
}

std::vector<SliceLayout> MakeSliceLayouts(const CoeffHeader& header, const jpeg::Frame& frame) {
  std::vector<SliceLayout> layouts;
  for (uint32_t i = 0; i < header.num_slices; ++i) {
    layouts.push_back(MakeSliceLayout(header, frame, i));
  }
  return layouts;
}

}  // namespace jackdaw::coeff
