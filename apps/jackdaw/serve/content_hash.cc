#include "apps/jackdaw/serve/content_hash.h"

#include <fmt/format.h>

#include "jackdaw/summary.h"

namespace jackdaw::serve {

std::string HexOf(const archive::ContentHash& hash) {
  std::string hex;
  for (const uint8_t byte : hash) hex += fmt::format("{:02x}", byte);
  return hex;
}

std::string TextHash(std::string_view text) {
  const auto* const bytes = reinterpret_cast<const uint8_t*>(text.data());
  return HexOf(ContentHash({bytes, text.size()}));
}

}  // namespace jackdaw::serve
