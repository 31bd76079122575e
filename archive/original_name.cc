#include "archive/original_name.h"

#include "archive/own_names.h"

namespace jackdaw::archive {
namespace {

// The name without a ".jkd" at its end.
std::string_view StemOf(std::string_view jkd_name) {
  return jkd_name.substr(0, jkd_name.size() - kJkdEnding.size());
}

bool SaysNothing(std::string_view stem) { return !MayBeName(stem) || IsBareName(stem); }

}  // namespace

bool MayBeName(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos && !IsOwnName(name);
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
