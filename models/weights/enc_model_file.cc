// Writing of files of networks, which only trainers and tests do.
#include <zstd.h>

#include "models/weights/model_file.h"

namespace jackdaw::weights {
namespace {

constexpr int kCompressionLevel = 19;

}  // namespace

Bytes PackModelFile(ByteSpan content) {
  Bytes file(ZSTD_compressBound(content.size()));
  const size_t size =
      ZSTD_compress(file.data(), file.size(), content.data(), content.size(), kCompressionLevel);
  file.resize(ZSTD_isError(size) != 0 ? 0 : size);
  return file;
}

}  // namespace jackdaw::weights
