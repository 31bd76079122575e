// What an image asks of a reader: counted by the reader, foreseen by the writer (docs/format.md
// §8).
#ifndef JACKDAW_CODEC_CONTAINER_IMAGE_COST_H_
#define JACKDAW_CODEC_CONTAINER_IMAGE_COST_H_

#include <algorithm>
#include <cstdint>

#include "codec/container/format.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::container {

// Of a reader's work that is left when the main image begins; the rest is the writing of its JPEG.
// Embedded images hardly count.
inline constexpr uint32_t kReadMainPerMille = 900;

// Beside the planes, while the image is rebuilt.
inline uint64_t JoinBytes(const jpeg::JoinCost& cost, uint64_t original_size) {
  // No sum overflows: each part is below 2^60.
  const uint64_t output = std::min(original_size, uint64_t{1} << 56);
  return cost.layout_bytes + cost.plane_copy_bytes + cost.num_output_copies * output;
}

// Of the coder's state, the part that counts.
inline uint64_t CountedStateBytes(uint64_t state_bytes) {
  return state_bytes - std::min(state_bytes, kUncountedStateBytes);
}

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_IMAGE_COST_H_
