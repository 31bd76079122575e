// ICC profiles that the format names by number (docs/format.md §4.6). The table is append-only.
#ifndef JACKDAW_CODEC_CONTAINER_ICC_PROFILES_H_
#define JACKDAW_CODEC_CONTAINER_ICC_PROFILES_H_

#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.h"

namespace jackdaw::container {

// The profiles one after the other, and their sizes. Static storage.
std::span<const uint16_t> IccProfileSizes();
ByteSpan IccProfileBytes();

// Of files: an APP2 segment that holds a profile costs a code of three bytes.
inline constexpr size_t kMaxIccProfileCodes = 1024;

// Appends the APP2 segment with the profile of this number: FF E2, length, "ICC_PROFILE", NUL, 1 of
// 1, profile. False: there is no such profile.
[[nodiscard]] bool AppendIccSegment(uint8_t number, Bytes* out);

// Number of the profile whose segment stands at the start of `bytes`; segment_bytes: its size.
std::optional<uint8_t> FindIccSegment(ByteSpan bytes, size_t* segment_bytes);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ICC_PROFILES_H_
