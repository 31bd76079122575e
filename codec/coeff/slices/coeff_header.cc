#include "codec/coeff/slices/coeff_header.h"

#include <algorithm>
#include <bit>

namespace jackdaw {

namespace {

constexpr uint64_t kPixelsPerSlice = 4'000'000;
constexpr uint8_t kFlagRows = 1;
constexpr uint8_t kFlagShifts = 2;
constexpr uint8_t kFlagSlices = 4;

// Fewer non-zero coefficients than this may share low zero bits by chance.
constexpr uint32_t kMinShiftEvidence = 48;

// Low bits that are zero in all coefficients of each frequency.
FrequencyShifts FindShifts(const CoeffPlane& plane, uint32_t rows) {
  std::array<uint16_t, 64> bits{};
  const size_t size = size_t{rows} * plane.width_blocks * kBlockSize;
  for (size_t i = 0; i < size; i += kBlockSize) {
    for (size_t k = 0; k < kBlockSize; ++k) {
      bits[k] = static_cast<uint16_t>(bits[k] | static_cast<uint16_t>(plane.coeffs[i + k]));
    }
  }
  FrequencyShifts shifts{};
  for (size_t k = 0; k < kBlockSize; ++k) {
    if (bits[k] == 0 || (bits[k] & 1) != 0) continue;
    uint32_t evidence = 0;
    for (size_t i = k; i < size && evidence < kMinShiftEvidence; i += kBlockSize) {
      evidence += plane.coeffs[i] != 0 ? 1 : 0;
    }
    if (evidence >= kMinShiftEvidence) shifts[k] = static_cast<uint8_t>(std::countr_zero(bits[k]));
  }
  return shifts;
}

uint32_t FindCodedRows(const CoeffPlane& plane) {
  auto last =
      std::find_if(plane.coeffs.rbegin(), plane.coeffs.rend(), [](int16_t c) { return c != 0; });
  const auto used = static_cast<uint64_t>(plane.coeffs.rend() - last);
  const uint64_t row = uint64_t{plane.width_blocks} * kBlockSize;
  return static_cast<uint32_t>((used + row - 1) / row);
}

bool AnyShift(const FrequencyShifts& shifts) {
  return std::any_of(shifts.begin(), shifts.end(), [](uint8_t s) { return s != 0; });
}

}  // namespace

uint32_t ClampSlices(const Frame& frame, uint32_t num_slices) {
  return std::clamp<uint32_t>(num_slices, 1, std::min(kMaxSlices, std::max(frame.mcu_rows, 1u)));
}

uint32_t DefaultSlices(const Frame& frame) {
  const uint64_t pixels = uint64_t{frame.width_px} * frame.height_px;
  return ClampSlices(
      frame, static_cast<uint32_t>(std::min<uint64_t>(pixels / kPixelsPerSlice, kMaxSlices)));
}

CoeffHeader AnalysePlanes(const Frame& frame, const std::vector<CoeffPlane>& planes,
                          uint32_t num_slices) {
  CoeffHeader header;
  header.num_slices = ClampSlices(frame, num_slices);
  for (const CoeffPlane& plane : planes) {
    header.coded_rows.push_back(FindCodedRows(plane));
    header.shifts.push_back(FindShifts(plane, header.coded_rows.back()));
  }
  return header;
}

void WriteCoeffHeader(const CoeffHeader& header, const Frame& frame, ByteWriter* out) {
  uint8_t flags = header.num_slices > 1 ? kFlagSlices : 0;
  for (size_t c = 0; c < frame.components.size(); ++c) {
    if (header.coded_rows[c] != frame.components[c].padded_height_blocks) flags |= kFlagRows;
    if (AnyShift(header.shifts[c])) flags |= kFlagShifts;
  }
  out->U8(flags);
  if ((flags & kFlagSlices) != 0) out->Varint(header.num_slices);
  if ((flags & kFlagRows) != 0) {
    for (size_t c = 0; c < frame.components.size(); ++c) {
      out->Varint(frame.components[c].padded_height_blocks - header.coded_rows[c]);
    }
  }
  if ((flags & kFlagShifts) != 0) {
    for (const FrequencyShifts& shifts : header.shifts) {
      for (size_t k = 0; k < 64;) {  // runs: shift and length - 1
        size_t end = k + 1;
        while (end < 64 && shifts[end] == shifts[k]) ++end;
        out->U8(shifts[k]);
        out->U8(static_cast<uint8_t>(end - k - 1));
        k = end;
      }
    }
  }
}

namespace {

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

Result<CoeffHeader> ReadCoeffHeader(ByteReader* in, const Frame& frame) {
  const Error bad{ErrorCode::kCorrupt, in->position(), "bad head of a coefficient stream"};
  CoeffHeader header;
  uint8_t flags;
  if (!in->U8(&flags) || flags > 7) return bad;
  if ((flags & kFlagSlices) != 0) {
    uint64_t n;
    if (!in->VarintUpTo(kMaxSlices, &n) || n < 2 || n > frame.mcu_rows) return bad;
    header.num_slices = static_cast<uint32_t>(n);
  }
  for (const FrameComponent& component : frame.components) {
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

SliceLayout MakeSliceLayout(const CoeffHeader& header, const Frame& frame, uint32_t index) {
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

}  // namespace jackdaw
