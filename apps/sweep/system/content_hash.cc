#include "apps/sweep/system/content_hash.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace jackdaw::sweep {
namespace {

std::string Hex(XXH128_hash_t hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

std::string ContentHash(std::span<const uint8_t> bytes) {
  return Hex(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string ContentHash(const std::string& text) {
  return Hex(XXH3_128bits(text.data(), text.size()));
}

}  // namespace jackdaw::sweep
