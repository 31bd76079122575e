#include "apps/jackdaw/serve/plain_hashes.h"

#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "archive/system_calls.h"

namespace jackdaw::serve {
namespace {

struct FreeState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

std::optional<archive::ContentHash> HashOf(const archive::OpenFile& file) {
  constexpr uint64_t kPieceBytes = 256 << 10;
  const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
  if (state == nullptr) return std::nullopt;
  XXH3_128bits_reset(state.get());
  std::vector<uint8_t> buffer(std::min(file.entry.size, kPieceBytes));
  for (uint64_t offset = 0; offset < file.entry.size; offset += buffer.size()) {
    const uint64_t length = std::min<uint64_t>(buffer.size(), file.entry.size - offset);
    const std::span<uint8_t> piece(buffer.data(), length);
    if (!archive::ReadFully(file.fd.get(), offset, piece).ok()) return std::nullopt;
    XXH3_128bits_update(state.get(), piece.data(), piece.size());
  }
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state.get()));
  archive::ContentHash hash;
  std::copy(std::begin(canonical.digest), std::end(canonical.digest), hash.begin());
  return hash;
}

}  // namespace

std::optional<archive::ContentHash> PlainHashes::Find(const archive::OpenFile& file) {
  if (file.entry.size > kMaxFileBytes) return std::nullopt;
  const archive::FileId id = file.entry.id();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (const auto* hash = hashes_.Find(id)) return *hash;
  }
  const std::optional<archive::ContentHash> hash = HashOf(file);
  struct stat now;
  if (!hash || fstat(file.fd.get(), &now) != 0 || archive::FileIdOf(now) != id) return std::nullopt;
  // A file that was written just now may change again within the same tick of its clock.
  if (archive::IsSettled(id)) {
    const std::lock_guard<std::mutex> lock(mutex_);
    hashes_.Insert(id, *hash);
  }
  return hash;
}

}  // namespace jackdaw::serve
