#include "archive/original_name.h"

#include <xxhash.h>

#include <cstdint>
#include <cstdio>

#include "archive/own_names.h"

namespace jackdaw::archive {
namespace {

// The name without a ".jkd" at its end.
std::string_view StemOf(std::string_view jkd_name) {
  return jkd_name.substr(0, jkd_name.size() - kJkdEnding.size());
}

// A name that is cut leaves room for "~", the hash, ".lossy.jkd" and a number.
static_assert(kShortenedBytes + 1 + kShortenedHashDigits + kLossyEnding.size() + kJkdEnding.size() <
              kMaxNameBytes);

bool SaysNothing(std::string_view stem) { return !MayBeName(stem) || IsBareName(stem); }

}  // namespace

bool IsContinuation(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }

bool MayBeName(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos && !IsOwnName(name);
}

std::string ShortenedName(std::string_view name) {
  size_t kept = kShortenedBytes;
  while (kept > 0 && IsContinuation(name[kept])) --kept;
  char hash[kShortenedHashDigits + 1];
  std::snprintf(hash, sizeof hash, "%016llx",
                static_cast<unsigned long long>(XXH3_64bits(name.data(), name.size())));
  return std::string(name.substr(0, kept)) + '~' + hash;
}

bool MustBeShortened(std::string_view name, bool lossy) {
  return name.size() + kJkdEnding.size() + (lossy ? kLossyEnding.size() : 0) > kMaxNameBytes;
}

std::string PackedName(std::string_view name, bool lossy) {
  std::string packed = MustBeShortened(name, lossy) ? ShortenedName(name) : std::string(name);
  if (lossy) packed += kLossyEnding;
  return packed.append(kJkdEnding);
}

bool IsPackedName(std::string_view jkd_name, std::string_view name) {
  return jkd_name == PackedName(name, false) || jkd_name == PackedName(name, true);
}

bool IsCutName(std::string_view jkd_name) {
  if (!HasJkdEnding(jkd_name)) return false;
  std::string_view stem = StemOf(jkd_name);
  if (stem.ends_with(kLossyEnding)) stem.remove_suffix(kLossyEnding.size());
  return IsShortened(stem);
}

bool IsShortened(std::string_view stem) {
  constexpr size_t kLongestCharacter = 4, kHashBytes = kShortenedHashDigits + 1;
  if (stem.size() + kLongestCharacter < kShortenedBytes + kHashBytes) return false;
  const std::string_view hash = stem.substr(stem.size() - kShortenedHashDigits);
  return stem[stem.size() - kHashBytes] == '~' &&
         hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool IsBareName(std::string_view stem) {
  return stem.find('.') == std::string_view::npos || IsShortened(stem);
}

bool HasJkdEnding(std::string_view name) {
  if (name.size() < kJkdEnding.size()) return false;
  name.remove_prefix(name.size() - kJkdEnding.size());
  for (size_t i = 0; i < kJkdEnding.size(); ++i) {
    const char c = name[i];
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower != kJkdEnding[i]) return false;
  }
  return true;
}

bool NeedsNameFacts(std::string_view jkd_name) {
  const std::string_view stem = StemOf(jkd_name);
  return SaysNothing(stem) || stem.ends_with(kLossyEnding);
}

std::string OriginalName(std::string_view jkd_name, const NameFacts& facts) {
  std::string_view stem = StemOf(jkd_name);
  if (facts.lossy && stem.ends_with(kLossyEnding)) stem.remove_suffix(kLossyEnding.size());
  if (!SaysNothing(stem)) return std::string(stem);
  if (MayBeName(facts.stored_name)) return facts.stored_name;
  if (!MayBeName(stem)) return std::string(jkd_name) + ".jpg";
  return std::string(stem) + (facts.is_jpeg ? ".jpg" : "");
}

}  // namespace jackdaw::archive
