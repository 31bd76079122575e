#include <algorithm>
#include <bit>

#include "codec/coeff/slices/coeff_header.h"

namespace jackdaw::coeff {

namespace {

// Fewer non-zero coefficients than this may share low zero bits by chance.
constexpr uint32_t kMinShiftEvidence = 48;

// Low bits that are zero in all coefficients of each frequency.
FrequencyShifts FindShifts(const jpeg::CoeffPlane& plane, uint32_t rows) {
  std::array<uint16_t, 64> bits{};
  const size_t size = size_t{rows} * plane.width_blocks * jpeg::kBlockSize;
  for (size_t i = 0; i < size; i += jpeg::kBlockSize) {
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      bits[k] = static_cast<uint16_t>(bits[k] | static_cast<uint16_t>(plane.coeffs[i + k]));
    }
  }
  FrequencyShifts shifts{};
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    if (bits[k] == 0 || (bits[k] & 1) != 0) continue;
    uint32_t evidence = 0;
    for (size_t i = k; i < size && evidence < kMinShiftEvidence; i += jpeg::kBlockSize) {
      evidence += plane.coeffs[i] != 0 ? 1 : 0;
    }
    if (evidence >= kMinShiftEvidence) shifts[k] = static_cast<uint8_t>(std::countr_zero(bits[k]));
  }
  return shifts;
}

uint32_t FindCodedRows(const jpeg::CoeffPlane& plane) {
  auto last =
      std::find_if(plane.coeffs.rbegin(), plane.coeffs.rend(), [](int16_t c) { return c != 0; });
  const auto used = static_cast<uint64_t>(plane.coeffs.rend() - last);
  const uint64_t row = uint64_t{plane.width_blocks} * jpeg::kBlockSize;
  return static_cast<uint32_t>((used + row - 1) / row);
}

bool AnyShift(const FrequencyShifts& shifts) {
  return std::any_of(shifts.begin(), shifts.end(), [](uint8_t s) { return s != 0; });
}

}  // namespace

CoeffHeader AnalysePlanes(const jpeg::Frame& frame, const std::vector<jpeg::CoeffPlane>& planes,
                          uint32_t num_slices, bool is_static) {
  CoeffHeader header;
  header.is_static = is_static;
  header.num_slices = ClampSlices(frame, num_slices);
  for (const jpeg::CoeffPlane& plane : planes) {
    header.coded_rows.push_back(FindCodedRows(plane));
    header.shifts.push_back(FindShifts(plane, header.coded_rows.back()));
  }
  return header;
}

void WriteCoeffHeader(const CoeffHeader& header, const jpeg::Frame& frame, ByteWriter* out) {
  uint8_t flags = header.num_slices > 1 ? kFlagSlices : 0;
  if (header.is_static) flags |= kFlagStatic;
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

}  // namespace jackdaw::coeff
