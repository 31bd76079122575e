// Names for contents: XXH3-128 as 32 hex digits.
#ifndef JACKDAW_APPS_SWEEP_SYSTEM_CONTENT_HASH_H_
#define JACKDAW_APPS_SWEEP_SYSTEM_CONTENT_HASH_H_

#include <cstdint>
#include <span>
#include <string>

namespace jackdaw::sweep {

std::string ContentHash(std::span<const uint8_t> bytes);
std::string ContentHash(const std::string& text);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_SYSTEM_CONTENT_HASH_H_
