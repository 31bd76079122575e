#include "codec/jpeg/enc_scan_resume.h"

#include <bit>

namespace jackdaw::jpeg {
namespace {

// Bits below the leading 1 of a PaddingLog entry.
int NumBits(uint8_t entry) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(entry))) - 1;
}

}  // namespace

std::optional<ResumePoint> FindResumePoint(ByteSpan file, size_t pos, uint32_t mcu,
                                           uint32_t interval, uint32_t num_mcus) {
  size_t marker_begin = pos;
  size_t i = pos;
  for (;; ++i) {
    while (i < file.size() && file[i] != 0xFF) ++i;
    marker_begin = i;
    while (i < file.size() && file[i] == 0xFF) ++i;
    if (i >= file.size()) return std::nullopt;
    if (file[i] >= kFirstScanMarker) break;
  }
  if ((file[i] & 0xF8) != 0xD0) return std::nullopt;
  const uint32_t number = file[i] & 7;
  ResumePoint resume;
  resume.pos = i + 1;
  const bool at_marker = marker_begin == pos;
  if (interval == 0) {
    // A restart that nobody announced; only trusted where an MCU just ended.
    if (!at_marker || mcu >= num_mcus) return std::nullopt;
    resume.mcu = mcu;
    return resume;
  }
  if (at_marker && mcu > 0 && mcu % interval == 0) {
    resume.mcu = mcu;  // due here, but misnumbered or after fill bytes
    return resume;
  }
  // The next due restart that has this number.
  uint64_t index = (uint64_t{mcu} + interval - 1) / interval;
  if (index == 0) index = 1;
  while (((index - 1) & 7) != number) ++index;
  if (index * interval >= num_mcus) return std::nullopt;
  resume.mcu = static_cast<uint32_t>(index * interval);
  return resume;
}

void PaddingLog::Finish(ScanFacts* facts) const {
  size_t num_not_ones = 0, num_not_zeros = 0;
  for (const uint8_t entry : log_) {
    const int num_bits = NumBits(entry);
    num_not_ones += entry != (2u << num_bits) - 1;
    num_not_zeros += entry != (1u << num_bits);
  }
  facts->pad_with_zeros = num_not_zeros < num_not_ones;
  facts->padding.clear();
  for (size_t i = 0; i < log_.size(); ++i) {
    const int num_bits = NumBits(log_[i]);
    const unsigned leading = 1u << num_bits;
    const unsigned usual = facts->pad_with_zeros ? leading : 2 * leading - 1;
    if (log_[i] == usual) continue;
    facts->padding.push_back({i, static_cast<uint8_t>(log_[i] - leading)});
  }
}

}  // namespace jackdaw::jpeg
