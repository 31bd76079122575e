#include "codec/container/dec_zstd.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/errors.h"
#include "codec/container/format.h"
#include "codec/container/zstd_format.h"

namespace jackdaw::container {
namespace {

struct FreeDCtx {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// Output grows in steps, so that a hostile size costs memory only as far as the data reaches.
constexpr size_t kFirstStep = 1 << 16;

class Decoder {
 public:
  explicit Decoder(uint64_t size) : context_(ZSTD_createDCtx()), size_(size) {}

  Status Init(ByteSpan dictionary) {
    if (context_ == nullptr) return Error{ErrorCode::kLimitExceeded, 0, "no memory for zstd"};
    ZSTD_DCtx* c = context_.get();
    if (ZSTD_isError(ZSTD_DCtx_setParameter(c, ZSTD_d_windowLogMax, kMaxWindowLog)) != 0 ||
        (!dictionary.empty() &&
         ZSTD_isError(ZSTD_DCtx_loadDictionary(c, dictionary.data(), dictionary.size())) != 0)) {
      return Error{ErrorCode::kInternal, 0, "zstd refuses its settings"};
    }
    return OkStatus();
  }

  // Takes the next part of the frame.
  Status Feed(ByteSpan part) {
    ZSTD_inBuffer in = {part.data(), part.size(), 0};
    while (true) {
      if (done_) {
        if (in.pos == in.size) return OkStatus();
        return Corrupt("bytes after the end of zstd data");
      }
      if (out_.size() == filled_) Grow();
      ZSTD_outBuffer out = {out_.data(), out_.size(), filled_};
      const size_t hint = ZSTD_decompressStream(context_.get(), &out, &in);
      if (ZSTD_isError(hint) != 0) {
        if (ZSTD_getErrorCode(hint) == ZSTD_error_memory_allocation) {
          return Error{ErrorCode::kLimitExceeded, 0, "no memory for zstd"};
        }
        return Corrupt("zstd data is damaged");
      }
      const bool progress = out.pos != filled_;
      filled_ = out.pos;
      done_ = hint == 0;
      if (filled_ > size_) return Corrupt("zstd data is longer than stated");
      if (!done_ && in.pos == in.size && (out.pos < out.size || !progress)) return OkStatus();
    }
  }

  Result<Bytes> Finish() {
    if (!done_) return Corrupt("zstd data ends too early");
    if (filled_ != size_) return Corrupt("zstd data is shorter than stated");
    out_.resize(filled_);
    return std::move(out_);
  }

 private:
  // One byte more than stated is allowed, to notice data that is longer.
  void Grow() {
    const uint64_t limit = size_ + 1;
    // The caller counted the whole size. Pages that are not written to take no memory; a vector
    // that doubles would, up to three times.
    if (out_.empty()) out_.reserve(static_cast<size_t>(limit));
    const uint64_t wanted = std::max<uint64_t>(kFirstStep, uint64_t{out_.size()} * 2);
    out_.resize(static_cast<size_t>(std::min(limit, wanted)));
  }

  std::unique_ptr<ZSTD_DCtx, FreeDCtx> context_;
  uint64_t size_;
  Bytes out_;
  size_t filled_ = 0;
  bool done_ = false;
};

Result<Bytes> Decode(std::span<const ByteSpan> parts, ByteSpan dictionary, uint64_t size) {
  Decoder decoder(size);
  Status status = decoder.Init(dictionary);
  for (const ByteSpan part : parts) {
    if (!status.ok()) break;
    status = decoder.Feed(part);
  }
  if (!status.ok()) return status.error();
  return decoder.Finish();
}

}  // namespace

Result<Bytes> DecompressFrame(ByteSpan frame, ByteSpan dictionary, uint64_t size) {
  const std::array<ByteSpan, 2> parts = {ByteSpan(kZstdMagic), frame};
  return Decode(parts, dictionary, size);
}

uint64_t PackedSize(ByteSpan packed) {
  ByteReader reader(packed);
  uint64_t head = 0;
  return reader.Varint(&head) ? head >> 1 : 0;
}

Result<Bytes> UnpackBytes(ByteSpan packed, ByteSpan dictionary, uint64_t max_size) {
  ByteReader reader(packed);
  uint64_t head = 0;
  ByteSpan body;
  if (!reader.Varint(&head) || !reader.Take(reader.remaining(), &body)) {
    return Corrupt("a packed section has no size");
  }
  const uint64_t size = head >> 1;
  if (size > max_size) return Corrupt("a packed section is too large");
  if ((head & 1) != 0) return DecompressFrame(body, dictionary, size);
  if (size > kMaxBlockBytes || body.size() > kMaxBlockBytes) {
    return Corrupt("a packed block is too large");
  }
  const uint32_t header =
      (static_cast<uint32_t>(body.size()) << 3) | (kBlockTypeCompressed << 1) | 1;
  const std::array<uint8_t, kBlockHeaderBytes> block_header = {static_cast<uint8_t>(header),
                                                               static_cast<uint8_t>(header >> 8),
                                                               static_cast<uint8_t>(header >> 16)};
  const std::array<ByteSpan, 4> parts = {ByteSpan(kZstdMagic), ByteSpan(kBlockFrameHeader),
                                         ByteSpan(block_header), body};
  return Decode(parts, dictionary, size);
}

}  // namespace jackdaw::container
