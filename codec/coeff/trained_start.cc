#include "codec/coeff/trained_start.h"

#include <zstd.h>

#include "codec/coeff/trained_start_data.h"

namespace jackdaw {

std::unique_ptr<const AdaptiveStates> LoadTrainedStart() {
  const ByteSpan file(kTrainedStartFile, kTrainedStartFileSize);
  constexpr size_t kMaxStateBytes = size_t{16} << 20;
  Bytes bytes(kMaxStateBytes);
  const size_t size = ZSTD_decompress(bytes.data(), bytes.size(), file.data(), file.size());
  if (ZSTD_isError(size) == 0) {
    bytes.resize(size);
    Result<std::unique_ptr<AdaptiveStates>> states = ParseStates(bytes);
    if (states.ok()) return std::move(states).value();
  }
  return UntrainedStart();
}

}  // namespace jackdaw
