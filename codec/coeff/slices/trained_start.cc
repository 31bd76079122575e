#include "codec/coeff/slices/trained_start.h"

#include <zstd.h>

#include <type_traits>
#include <utility>

#include "codec/coeff/slices/state_file.h"
#include "models/weights/weights.h"

namespace jackdaw::coeff {

namespace {

template <class States>
ByteSpan StartFile();
template <>
ByteSpan StartFile<AdaptiveStates>() {
  return {weights::kTrainedStartFile, weights::kTrainedStartFileSize};
}
template <>
ByteSpan StartFile<PriorAdaptiveStates>() {
  return {weights::kDefaultStartFile, weights::kDefaultStartFileSize};
}

}  // namespace

template <class States>
std::unique_ptr<const StartStates<States>> LoadTrainedStart() {
  const ByteSpan file = StartFile<States>();
  constexpr uint64_t kMaxStateBytes = uint64_t{16} << 20;
  const uint64_t content = ZSTD_getFrameContentSize(file.data(), file.size());
  Bytes bytes(content <= kMaxStateBytes ? content : 0);
  const size_t size = ZSTD_decompress(bytes.data(), bytes.size(), file.data(), file.size());
  if (ZSTD_isError(size) == 0) {
    bytes.resize(size);
    Result<FileStates<States>> states = FileStates<States>::Parse(std::move(bytes));
    if (states.ok()) {
      // Those of `fast` are small, and copying them is faster than reading.
      if constexpr (std::is_same_v<States, AdaptiveStates>) {
        return std::make_unique<KeptStates<States>>(MakeAll(states.value()));
      } else {
        return std::make_unique<FileStates<States>>(std::move(states).value());
      }
    }
  }
  return std::make_unique<UntrainedStates<States>>();
}

template <class States>
const StartStates<States>& TrainedStart() {
  static const std::unique_ptr<const StartStates<States>> start = LoadTrainedStart<States>();
  return *start;
}

template std::unique_ptr<const StartStates<AdaptiveStates>> LoadTrainedStart();
template std::unique_ptr<const StartStates<PriorAdaptiveStates>> LoadTrainedStart();
template const StartStates<AdaptiveStates>& TrainedStart();
template const StartStates<PriorAdaptiveStates>& TrainedStart();

}  // namespace jackdaw::coeff
