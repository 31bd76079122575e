// Transformed skeleton and coded Huffman tables -> skeleton (docs/format.md §4).
#ifndef JACKDAW_CODEC_CONTAINER_DEC_SKELETON_H_
#define JACKDAW_CODEC_CONTAINER_DEC_SKELETON_H_

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

// The skeleton, which must be at most max_bytes long. `tables` must be used up. Errors: kCorrupt,
// also for ICC profiles by number without allows_profiles; kUnsupported: such a profile that this
// build does not have.
Result<Bytes> RestoreSkeleton(ByteSpan stream, ByteSpan tables, uint64_t max_bytes,
                              bool allows_profiles = true);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_SKELETON_H_
