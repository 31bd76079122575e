// Writing of files of networks, which only trainers and tests do.
#include <lzma.h>
#include <zstd.h>

#include <algorithm>

#include "models/weights/model_file.h"

namespace jackdaw::weights {
namespace {

constexpr int kZstdLevel = 19;
constexpr uint32_t kLzmaPreset = 9 | LZMA_PRESET_EXTREME;

Bytes PackZstd(ByteSpan content) {
  Bytes file(ZSTD_compressBound(content.size()));
  const size_t size =
      ZSTD_compress(file.data(), file.size(), content.data(), content.size(), kZstdLevel);
  file.resize(ZSTD_isError(size) != 0 ? 0 : size);
  return file;
}

// With contexts of their own for low and high bytes.
Bytes PackXz(ByteSpan content) {
  lzma_options_lzma options;
  lzma_lzma_preset(&options, kLzmaPreset);
  options.lp = 1;
  options.pb = 1;
  options.dict_size = std::max(static_cast<uint32_t>(content.size()), uint32_t{LZMA_DICT_SIZE_MIN});
  lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  Bytes file(lzma_stream_buffer_bound(content.size()));
  size_t size = 0;
  const lzma_ret result =
      lzma_stream_buffer_encode(filters, LZMA_CHECK_CRC32, nullptr, content.data(), content.size(),
                                file.data(), &size, file.size());
  file.resize(result == LZMA_OK ? size : 0);
  return file;
}

}  // namespace

Bytes PackModelFile(ByteSpan content, ModelPacking packing) {
  return packing == ModelPacking::kFast ? PackZstd(content) : PackXz(content);
}

}  // namespace jackdaw::weights
