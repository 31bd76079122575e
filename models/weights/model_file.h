// Files of networks: one zstd frame that states its size, and nothing else.
#ifndef JACKDAW_MODELS_WEIGHTS_MODEL_FILE_H_
#define JACKDAW_MODELS_WEIGHTS_MODEL_FILE_H_

#include <cstdint>

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw::weights {

// Of what a file unpacks to, in bytes.
inline constexpr uint64_t kMaxModelContentBytes = uint64_t{48} << 20;

// The content of a file, if it is no larger than max_bytes. Errors: kCorrupt, kLimitExceeded.
// May throw std::bad_alloc.
Result<Bytes> UnpackModelFile(ByteSpan file, uint64_t max_bytes = kMaxModelContentBytes);
// The file of a content: for trainers and tests.
Bytes PackModelFile(ByteSpan content);

}  // namespace jackdaw::weights

#endif  // JACKDAW_MODELS_WEIGHTS_MODEL_FILE_H_
