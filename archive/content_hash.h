// Hashes of what files hold.
#ifndef JACKDAW_ARCHIVE_CONTENT_HASH_H_
#define JACKDAW_ARCHIVE_CONTENT_HASH_H_

#include <array>
#include <cstdint>

#include "jackdaw/result.h"
#include "jackdaw/summary.h"

namespace jackdaw::archive {

// XXH3-128, seed 0, big-endian, of an original: of the file itself, or of what a .jkd decodes to.
using ContentHash = std::array<uint8_t, 16>;

// The hash of the first `size` bytes of a file, which are read in order, a piece at a time. kIo
// when one cannot be read; kLimitExceeded when out of memory.
Result<ContentHash> HashOfFile(const ReadAt& read, uint64_t size);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CONTENT_HASH_H_
