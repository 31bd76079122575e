// In place of webp_reader.cc where libwebp is missing.
#include <string_view>

#include "apps/images/readers.h"

namespace jackdaw::images {

bool IsWebp(ByteSpan bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.starts_with("RIFF") && text.size() >= 12 && text.substr(8, 4) == "WEBP";
}

Result<ImageFile> ReadWebp(ByteSpan /*bytes*/, ByteBudget /*budget*/) {
  return Error{ErrorCode::kUnsupported, 0, "a WebP, which this build cannot read (no libwebp)"};
}

}  // namespace jackdaw::images
