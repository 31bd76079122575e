#include "codec/container/dec_check.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "codec/container/header.h"

namespace jackdaw::container {
namespace {

// Magic, version and the check itself.
constexpr size_t kStartBytes = kMagic.size() + 1 + kCheckBytes;
constexpr size_t kPieceBytes = size_t{256} << 10;

struct FreeState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

Error ReadFailed(uint64_t offset) { return {ErrorCode::kIo, offset, "cannot read the file"}; }

}  // namespace

Status CompareStoredCheck(const ReadAt& read_at, uint64_t size) {
  std::array<uint8_t, kStartBytes> start{};
  const auto num_start = static_cast<size_t>(std::min<uint64_t>(size, kStartBytes));
  const std::span<uint8_t> there = std::span(start).first(num_start);
  if (num_start > 0 && !read_at(0, there)) return ReadFailed(0);
  ByteReader reader(there);
  uint32_t check = 0;
  Status status = ReadStart(&reader, &check);
  if (!status.ok()) return status;

  const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
  if (state == nullptr) return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
  XXH3_64bits_reset(state.get());
  std::vector<uint8_t> piece(static_cast<size_t>(std::min<uint64_t>(size, kPieceBytes)));
  for (uint64_t at = kStartBytes; at < size;) {
    const auto n = static_cast<size_t>(std::min<uint64_t>(size - at, piece.size()));
    if (!read_at(at, std::span(piece).first(n))) return ReadFailed(at);
    XXH3_64bits_update(state.get(), piece.data(), n);
    at += n;
  }
  if (check == static_cast<uint32_t>(XXH3_64bits_digest(state.get()))) return OkStatus();
  return Error{ErrorCode::kCorrupt, 0, kCheckFailed};
}

}  // namespace jackdaw::container
