// Writing of model files, which only trainers and tests do.
#include <zstd.h>

#include "models/prior/prior_data.h"

namespace jackdaw::prior {
namespace {

constexpr int kCompressionLevel = 19;

}  // namespace

Bytes PackPriorFile(ByteSpan content) {
  Bytes file(ZSTD_compressBound(content.size()));
  const size_t size =
      ZSTD_compress(file.data(), file.size(), content.data(), content.size(), kCompressionLevel);
  file.resize(ZSTD_isError(size) != 0 ? 0 : size);
  return file;
}

Bytes SerializePriorModel(const PriorModelData& model) {
  return PackPriorFile(PriorModelContent(model));
}

}  // namespace jackdaw::prior
