#include "models/weights/model_file.h"

#include <zstd.h>

namespace jackdaw::weights {

Result<Bytes> UnpackModelFile(ByteSpan file, uint64_t max_bytes) {
  const uint64_t size = ZSTD_getFrameContentSize(file.data(), file.size());
  const size_t frame = ZSTD_findFrameCompressedSize(file.data(), file.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN ||
      ZSTD_isError(frame) != 0) {
    return Error{ErrorCode::kCorrupt, 0,
                 "the model is not a whole zstd frame that states its size"};
  }
  if (frame != file.size()) return Error{ErrorCode::kCorrupt, frame, "bytes after the model"};
  if (size > max_bytes) {
    return Error{ErrorCode::kLimitExceeded, 0, "the model is too large"};
  }
  Bytes content(static_cast<size_t>(size));
  const size_t unpacked = ZSTD_decompress(content.data(), content.size(), file.data(), file.size());
  if (ZSTD_isError(unpacked) != 0 || unpacked != content.size()) {
    return Error{ErrorCode::kCorrupt, 0, "the zstd data of the model is damaged"};
  }
  return content;
}

}  // namespace jackdaw::weights
