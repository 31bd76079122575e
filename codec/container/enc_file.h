// Any bytes -> .jkd bytes (docs/format.md §3, §7).
#ifndef JACKDAW_CODEC_CONTAINER_ENC_FILE_H_
#define JACKDAW_CODEC_CONTAINER_ENC_FILE_H_

#include "base/bytes.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw {

// REQUIRES: options are valid. Does not verify. May throw std::bad_alloc.
CompressResult EncodeFile(ByteSpan input, const CompressOptions& options);

// The file stored: zstd or raw, whichever is smaller; only raw when `raw` is set.
CompressResult StoreFile(ByteSpan input, const CompressOptions& options, std::string reason,
                         bool raw);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_CONTAINER_ENC_FILE_H_
