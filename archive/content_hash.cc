#include "archive/content_hash.h"

#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

namespace jackdaw::archive {
namespace {

constexpr uint64_t kPieceBytes = 256 << 10;

struct FreeState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

}  // namespace

Result<ContentHash> HashOfFile(const ReadAt& read, uint64_t size) {
  const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
  if (state == nullptr) return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
  XXH3_128bits_reset(state.get());
  std::vector<uint8_t> buffer(std::min(size, kPieceBytes));
  for (uint64_t at = 0; at < size;) {
    const auto piece = std::span(buffer).first(std::min<uint64_t>(size - at, buffer.size()));
    if (!read(at, piece)) return Error{ErrorCode::kIo, at, "cannot read the file"};
    XXH3_128bits_update(state.get(), piece.data(), piece.size());
    at += piece.size();
  }
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state.get()));
  ContentHash hash;
  std::copy(std::begin(canonical.digest), std::end(canonical.digest), hash.begin());
  return hash;
}

}  // namespace jackdaw::archive
