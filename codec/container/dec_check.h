// The check over a .jkd file (docs/format.md §2), compared without having the file in memory.
#ifndef JACKDAW_CODEC_CONTAINER_DEC_CHECK_H_
#define JACKDAW_CODEC_CONTAINER_DEC_CHECK_H_

#include <cstdint>

#include "jackdaw/result.h"
#include "jackdaw/summary.h"

namespace jackdaw::container {

// See jackdaw::CompareCheck. May throw std::bad_alloc.
Status CompareStoredCheck(const ReadAt& read_at, uint64_t size);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_CHECK_H_
