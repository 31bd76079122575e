#include "models/weights/model_file.h"

#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <iterator>
#include <new>

namespace jackdaw::weights {
namespace {

// What decoding a .xz file takes beside its dictionary, and what this may be beyond the content.
constexpr uint64_t kXzStateBytes = uint64_t{1} << 20, kMoreDictionary = uint64_t{1} << 20;

Error Corrupt(const char* what, uint64_t at = 0) { return Error{ErrorCode::kCorrupt, at, what}; }

bool IsZstd(ByteSpan file) {
  static constexpr uint8_t kMagic[] = {0x28, 0xB5, 0x2F, 0xFD};
  return file.size() >= std::size(kMagic) &&
         std::equal(std::begin(kMagic), std::end(kMagic), file.begin());
}

Result<Bytes> UnpackZstd(ByteSpan file, uint64_t max_bytes) {
  const uint64_t size = ZSTD_getFrameContentSize(file.data(), file.size());
  const size_t frame = ZSTD_findFrameCompressedSize(file.data(), file.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN ||
      ZSTD_isError(frame) != 0) {
    return Corrupt("the model is not a whole zstd frame that states its size");
  }
  if (frame != file.size()) return Corrupt("bytes after the model", frame);
  if (size > max_bytes) return Error{ErrorCode::kLimitExceeded, 0, "the model is too large"};
  Bytes content(static_cast<size_t>(size));
  const size_t unpacked = ZSTD_decompress(content.data(), content.size(), file.data(), file.size());
  if (ZSTD_isError(unpacked) != 0 || unpacked != content.size()) {
    return Corrupt("the zstd data of the model is damaged");
  }
  return content;
}

// What the index at the end of a .xz file says that it unpacks to; 0: nothing that can be used.
uint64_t SizeInXz(ByteSpan file) {
  lzma_stream_flags footer;
  if (file.size() < 2 * LZMA_STREAM_HEADER_SIZE ||
      lzma_stream_footer_decode(&footer, file.last(LZMA_STREAM_HEADER_SIZE).data()) != LZMA_OK ||
      footer.backward_size > file.size() - 2 * LZMA_STREAM_HEADER_SIZE) {
    return 0;
  }
  lzma_index* index = nullptr;
  uint64_t memory = kXzStateBytes;
  size_t at = file.size() - LZMA_STREAM_HEADER_SIZE - static_cast<size_t>(footer.backward_size);
  const lzma_ret result = lzma_index_buffer_decode(&index, &memory, nullptr, file.data(), &at,
                                                   file.size() - LZMA_STREAM_HEADER_SIZE);
  if (result == LZMA_MEM_ERROR) throw std::bad_alloc();
  if (result != LZMA_OK) return 0;
  const uint64_t size = lzma_index_uncompressed_size(index);
  lzma_index_end(index, nullptr);
  return size;
}

Result<Bytes> UnpackXz(ByteSpan file, uint64_t max_bytes) {
  const uint64_t size = SizeInXz(file);
  if (size == 0) return Corrupt("the model is neither a zstd frame nor a .xz file");
  if (size > max_bytes) return Error{ErrorCode::kLimitExceeded, 0, "the model is too large"};
  Bytes content(static_cast<size_t>(size));
  uint64_t memory = size + kMoreDictionary + kXzStateBytes;
  size_t read = 0, written = 0;
  const lzma_ret result =
      lzma_stream_buffer_decode(&memory, 0, nullptr, file.data(), &read, file.size(),
                                content.data(), &written, content.size());
  if (result == LZMA_MEM_ERROR) throw std::bad_alloc();
  if (result == LZMA_MEMLIMIT_ERROR) {
    return Error{ErrorCode::kLimitExceeded, 0, "the dictionary of the model is too large"};
  }
  if (result != LZMA_OK || read != file.size() || written != content.size()) {
    return Corrupt("the .xz file of the model is damaged");
  }
  return content;
}

}  // namespace

Result<Bytes> UnpackModelFile(ByteSpan file, uint64_t max_bytes) {
  return IsZstd(file) ? UnpackZstd(file, max_bytes) : UnpackXz(file, max_bytes);
}

}  // namespace jackdaw::weights
