// Files of networks: one zstd frame that states its size, or one .xz file, and nothing else. The
// latter takes a tenth less for the networks of preset parallel, and twenty times as long to unpack.
#ifndef JACKDAW_MODELS_WEIGHTS_MODEL_FILE_H_
#define JACKDAW_MODELS_WEIGHTS_MODEL_FILE_H_

#include <cstdint>

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw::weights {

// Of what a file unpacks to, in bytes.
inline constexpr uint64_t kMaxModelContentBytes = uint64_t{48} << 20;

// The content of a file, if it is no larger than max_bytes; not of an empty one. The dictionary of
// a .xz file may be a megabyte larger than the content. Errors: kCorrupt, kLimitExceeded. May throw
// std::bad_alloc.
Result<Bytes> UnpackModelFile(ByteSpan file, uint64_t max_bytes = kMaxModelContentBytes);

// The file of a content: for trainers and tests. kFast: zstd; kSmall: .xz.
enum class ModelPacking : uint8_t { kFast, kSmall };
Bytes PackModelFile(ByteSpan content, ModelPacking packing = ModelPacking::kFast);

}  // namespace jackdaw::weights

#endif  // JACKDAW_MODELS_WEIGHTS_MODEL_FILE_H_
