#include "codec/coeff/trained_start.h"

#include <zstd.h>

#include "codec/coeff/trained_start_data.h"

namespace jackdaw {

std::unique_ptr<const AdaptiveStates> LoadTrainedStart() {
  const ByteSpan file(kTrainedStartFile, kTrainedStartFileSize);
  constexpr uint64_t kMaxStateBytes = uint64_t{16} << 20;
  const uint64_t content = ZSTD_getFrameContentSize(file.data(), file.size());
  Bytes bytes(content <= kMaxStateBytes ? content : 0);
  const size_t size = ZSTD_decompress(bytes.data(), bytes.size(), file.data(), file.size());
  if (ZSTD_isError(size) == 0) {
    bytes.resize(size);
    Result<std::unique_ptr<AdaptiveStates>> states = ParseStates(bytes);
    if (states.ok()) return std::move(states).value();
  }
  return UntrainedStart();
}

}  // namespace jackdaw
