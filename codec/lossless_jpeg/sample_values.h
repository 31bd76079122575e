// Which values a component has in a slice: its range, and a list where values are sparse
// (docs/format_lossless_jpeg.md §5.1).
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_VALUES_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_VALUES_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/work_meter.h"
#include "entropy/bit_ops.h"

namespace jackdaw::lossless_jpeg {

// A sample is coded as its rank: its place among the values, or its distance from the least.
struct SampleValues {
  uint16_t least = 0, greatest = 0;
  std::vector<uint16_t> list;  // ascending, least to greatest; empty: every value between them

  int32_t top() const {
    return list.empty() ? greatest - least : static_cast<int32_t>(list.size()) - 1;
  }
  // REQUIRES: 0 <= rank <= top().
  uint16_t Value(int32_t rank) const {
    return list.empty() ? static_cast<uint16_t>(least + rank) : list[static_cast<size_t>(rank)];
  }
};

namespace sample_values_internal {

template <class Coder>
uint32_t CodePlain(Coder& coder, uint32_t value, int num_bits) {
  uint32_t got = 0;
  for (int place = num_bits - 1; place >= 0; --place) {
    got = 2 * got +
          static_cast<uint32_t>(coder.Bit(static_cast<int>(value >> place & 1), uint32_t{1} << 15));
  }
  return got;
}

}  // namespace sample_values_internal

// Codes the values between least and greatest that exist. exists: by value; looked at by encoders
// alone.
template <class Coder>
void CodeValueList(Coder& coder, const std::vector<bool>& exists, SampleValues* values) {
  // By the distance from the last value that exists.
  std::array<entropy::TwoRateBit, 64> contexts{};
  values->list.assign(1, values->least);
  size_t distance = 0;
  for (uint32_t v = uint32_t{values->least} + 1; v < values->greatest; ++v) {
    entropy::TwoRateBit& context = contexts[std::min<size_t>(distance, contexts.size() - 1)];
    int bit = 0;
    if constexpr (!Coder::kDecodes) bit = exists[v] ? 1 : 0;
    bit = entropy::CodeTwoRate(coder, context, bit);
    if (bit != 0) values->list.push_back(static_cast<uint16_t>(v));
    distance = bit != 0 ? 0 : distance + 1;
  }
  if (values->greatest > values->least) values->list.push_back(values->greatest);
}

// Codes *values. False: they contradict each other, or are more work than the meter allows.
template <class Coder>
bool CodeValues(Coder& coder, const std::vector<bool>& exists, WorkMeter* work,
                SampleValues* values) {
  using sample_values_internal::CodePlain;
  values->least = static_cast<uint16_t>(CodePlain(coder, values->least, 16));
  values->greatest = static_cast<uint16_t>(CodePlain(coder, values->greatest, 16));
  if (values->least > values->greatest) return false;
  if (CodePlain(coder, values->list.empty() ? 0 : 1, 1) == 0) return true;
  if (work != nullptr && !work->Add(uint64_t{values->greatest} - values->least)) return false;
  CodeValueList(coder, exists, values);
  return true;
}

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_VALUES_H_
