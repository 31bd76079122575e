#include "codec/container/icc_profiles.h"

#include <algorithm>
#include <array>

namespace jackdaw::container {
namespace {

constexpr std::array<uint8_t, 14> kIdentifier = {'I', 'C', 'C', '_', 'P', 'R', 'O',
                                                 'F', 'I', 'L', 'E', 0,   1,   1};
constexpr size_t kMarkerBytes = 2, kLengthBytes = 2;

ByteSpan Profile(size_t number) {
  const std::span<const uint16_t> sizes = IccProfileSizes();
  size_t begin = 0;
  for (size_t i = 0; i < number; ++i) begin += sizes[i];
  return IccProfileBytes().subspan(begin, sizes[number]);
}

}  // namespace

bool AppendIccSegment(uint8_t number, Bytes* out) {
  if (number >= IccProfileSizes().size()) return false;
  const ByteSpan profile = Profile(number);
  const size_t length = kLengthBytes + kIdentifier.size() + profile.size();
  out->insert(out->end(), {uint8_t{0xFF}, uint8_t{0xE2}, static_cast<uint8_t>(length >> 8),
                           static_cast<uint8_t>(length)});
  out->insert(out->end(), kIdentifier.begin(), kIdentifier.end());
  out->insert(out->end(), profile.begin(), profile.end());
  return true;
}

std::optional<uint8_t> FindIccSegment(ByteSpan bytes, size_t* segment_bytes) {
  constexpr size_t kHeadBytes = kMarkerBytes + kLengthBytes;
  if (bytes.size() < kHeadBytes || bytes[0] != 0xFF || bytes[1] != 0xE2) return std::nullopt;
  const size_t length = size_t{bytes[2]} << 8 | bytes[3];
  if (length < kLengthBytes + kIdentifier.size() || length > bytes.size() - kMarkerBytes) {
    return std::nullopt;
  }
  const ByteSpan payload = bytes.subspan(kHeadBytes, length - kLengthBytes);
  if (!std::equal(kIdentifier.begin(), kIdentifier.end(), payload.begin())) return std::nullopt;
  const ByteSpan profile = payload.subspan(kIdentifier.size());
  for (size_t number = 0; number < IccProfileSizes().size(); ++number) {
    const ByteSpan known = Profile(number);
    if (!std::equal(profile.begin(), profile.end(), known.begin(), known.end())) continue;
    *segment_bytes = kMarkerBytes + length;
    return static_cast<uint8_t>(number);
  }
  return std::nullopt;
}

}  // namespace jackdaw::container
