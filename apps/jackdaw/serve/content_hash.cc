#include "apps/jackdaw/serve/content_hash.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

namespace jackdaw::serve {

std::string HexOf(const archive::ContentHash& hash) {
  std::string hex;
  for (const uint8_t byte : hash) hex += fmt::format("{:02x}", byte);
  return hex;
}

std::string TextHash(std::string_view text) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.data(), text.size()));
  archive::ContentHash hash;
  std::copy(std::begin(canonical.digest), std::end(canonical.digest), hash.begin());
  return HexOf(hash);
}

}  // namespace jackdaw::serve
