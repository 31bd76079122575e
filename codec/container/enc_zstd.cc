#include "codec/container/enc_zstd.h"

#include <zstd.h>

#include <algorithm>
#include <memory>

#include "codec/container/dictionary.h"
#include "codec/container/format.h"
#include "codec/container/zstd_format.h"

namespace jackdaw::container {
namespace {

struct FreeCCtx {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

struct FreeCDict {
  void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
};

struct Effort {
  int level;
  int window_log;
};

constexpr size_t kMinQuickTrial = 512 * 1024;
constexpr int kQuickWindowLog = 20;
constexpr size_t kMinPackedBytes = 16;
constexpr int kSmallLevel = 22;  // of data that a dictionary is of use for

// Level and window by size, so that a file takes well under a second per megabyte and libzstd stays
// below about 60 MiB (its tables at each level, bounded by the window).
Effort ChooseEffort(size_t size, uint64_t memory_limit) {
  constexpr uint64_t kMiB = 1 << 20;
  if (memory_limit < 16 * kMiB) return {3, 17};
  if (size <= 256 * 1024) return {kSmallLevel, 18};
  if (memory_limit < 64 * kMiB) return {6, 20};
  if (size <= 2 * kMiB) return {19, 21};
  if (size <= 16 * kMiB) return {12, 22};
  return {9, kMaxWindowLog};
}

// The dictionary as libzstd wants it for kSmallLevel, made once: for each file anew that took a
// twentieth of the time of preset fast (val/wild). Null without memory.
const ZSTD_CDict* PreparedDictionary() {
  static const std::unique_ptr<ZSTD_CDict, FreeCDict> prepared(
      ZSTD_createCDict(SkeletonDictionary().data(), SkeletonDictionary().size(), kSmallLevel));
  return prepared.get();
}

bool SetDictionary(ZSTD_CCtx* context, ByteSpan dictionary, int level) {
  if (dictionary.data() == SkeletonDictionary().data() && level == kSmallLevel &&
      PreparedDictionary() != nullptr) {
    return ZSTD_isError(ZSTD_CCtx_refCDict(context, PreparedDictionary())) == 0;
  }
  return ZSTD_isError(ZSTD_CCtx_loadDictionary(context, dictionary.data(), dictionary.size())) == 0;
}

// quick: what QuickCompressedSize says.
bool Shrinks(ByteSpan data, size_t quick) { return quick <= data.size() - data.size() / 32; }

Bytes Compress(ByteSpan data, ByteSpan dictionary, Effort effort) {
  const std::unique_ptr<ZSTD_CCtx, FreeCCtx> context(ZSTD_createCCtx());
  if (context == nullptr) return {};
  ZSTD_CCtx* c = context.get();
  bool ok = true;
  const auto set = [&](ZSTD_cParameter parameter, int value) {
    ok = ok && ZSTD_isError(ZSTD_CCtx_setParameter(c, parameter, value)) == 0;
  };
  set(ZSTD_c_compressionLevel, effort.level);
  set(ZSTD_c_windowLog, effort.window_log);
  set(ZSTD_c_contentSizeFlag, 0);
  set(ZSTD_c_checksumFlag, 0);
  set(ZSTD_c_dictIDFlag, 0);
  if (!ok) return {};
  if (!dictionary.empty() && !SetDictionary(c, dictionary, effort.level)) return {};
  // Room for a frame that is smaller than the data, magic included: more is of no use.
  Bytes out(data.size() + kZstdMagic.size());
  const size_t size = ZSTD_compress2(c, out.data(), out.size(), data.data(), data.size());
  if (ZSTD_isError(size) != 0 || size < kZstdMagic.size() + kFrameHeaderBytes) return {};
  out.resize(size);
  if (!std::equal(kZstdMagic.begin(), kZstdMagic.end(), out.begin())) return {};
  out.erase(out.begin(), out.begin() + kZstdMagic.size());
  return out;
}

// True when the frame is one compressed block and so can drop its headers.
bool IsSingleBlock(ByteSpan frame) {
  if (frame.size() < kFrameHeaderBytes + kBlockHeaderBytes || frame[0] != 0) return false;
  const uint32_t header = frame[2] | (uint32_t{frame[3]} << 8) | (uint32_t{frame[4]} << 16);
  const size_t block_bytes = frame.size() - kFrameHeaderBytes - kBlockHeaderBytes;
  return (header & 1) == 1 && ((header >> 1) & 3) == kBlockTypeCompressed &&
         (header >> 3) == block_bytes;
}

}  // namespace

Bytes CompressFrame(ByteSpan data, ByteSpan dictionary, uint64_t memory_limit) {
  Effort effort = ChooseEffort(data.size(), memory_limit);
  // Films, archives and JPEGs that could not be modelled: do not search long for nothing.
  if (data.size() > kMinQuickTrial && !Shrinks(data, QuickCompressedSize(data))) {
    effort.level = std::min(effort.level, 3);
  }
  return Compress(data, dictionary, effort);
}

bool MayShrink(ByteSpan data, size_t quick) {
  return Shrinks(data, quick) || data.size() > size_t{1} << kQuickWindowLog;
}

size_t QuickCompressedSize(ByteSpan data) {
  const Bytes frame = Compress(data, {}, Effort{1, kQuickWindowLog});
  return frame.empty() ? data.size() : frame.size();
}

Bytes PackBytes(ByteSpan data, ByteSpan dictionary, uint64_t memory_limit) {
  // The skeleton of a cjpeg file is ten bytes; loading a dictionary takes a millisecond.
  if (data.size() <= kMinPackedBytes) return {};
  const Bytes frame = CompressFrame(data, dictionary, memory_limit);
  if (frame.empty()) return {};
  const bool single = data.size() <= kMaxBlockBytes && IsSingleBlock(frame);
  ByteWriter out;
  out.Varint((static_cast<uint64_t>(data.size()) << 1) | (single ? 0 : 1));
  out.Append(ByteSpan(frame).subspan(single ? kFrameHeaderBytes + kBlockHeaderBytes : 0));
  if (out.size() >= data.size() || data.size() > MaxUnpackedSection(out.size())) return {};
  return out.Take();
}

}  // namespace jackdaw::container
