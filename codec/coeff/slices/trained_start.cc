#include "codec/coeff/slices/trained_start.h"

#include <zstd.h>

#include "models/weights/weights.h"
#include "codec/coeff/slices/state_file.h"
#include "models/weights/weights.h"

namespace jackdaw {

namespace {

template <class States>
ByteSpan StartFile();
template <>
ByteSpan StartFile<AdaptiveStates>() {
  return {kTrainedStartFile, kTrainedStartFileSize};
}
template <>
ByteSpan StartFile<PriorAdaptiveStates>() {
  return {kDefaultStartFile, kDefaultStartFileSize};
}

}  // namespace

template <class States>
std::unique_ptr<const States> LoadTrainedStart() {
  const ByteSpan file = StartFile<States>();
  constexpr uint64_t kMaxStateBytes = uint64_t{16} << 20;
  const uint64_t content = ZSTD_getFrameContentSize(file.data(), file.size());
  Bytes bytes(content <= kMaxStateBytes ? content : 0);
  const size_t size = ZSTD_decompress(bytes.data(), bytes.size(), file.data(), file.size());
  if (ZSTD_isError(size) == 0) {
    bytes.resize(size);
    Result<std::unique_ptr<States>> states = ParseStates<States>(bytes);
    if (states.ok()) return std::move(states).value();
  }
  return UntrainedStart<States>();
}

template <class States>
const States& TrainedStart() {
  static const std::unique_ptr<const States> start = LoadTrainedStart<States>();
  return *start;
}

template std::unique_ptr<const AdaptiveStates> LoadTrainedStart();
template std::unique_ptr<const PriorAdaptiveStates> LoadTrainedStart();
template const AdaptiveStates& TrainedStart();
template const PriorAdaptiveStates& TrainedStart();

}  // namespace jackdaw
