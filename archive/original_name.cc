#include "archive/original_name.h"

namespace jackdaw::archive {
namespace {

// The name without a ".jkd" at its end.
std::string_view StemOf(std::string_view jkd_name) {
  return jkd_name.substr(0, jkd_name.size() - kJkdEnding.size());
}

bool MayBeName(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos && !IsUnfinishedName(name);
}

}  // namespace

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

bool IsUnfinishedName(std::string_view name) {
  constexpr std::string_view kPrefix = ".jackdaw-", kSuffix = ".tmp";
  return name.size() >= kPrefix.size() + kSuffix.size() && name.starts_with(kPrefix) &&
         name.ends_with(kSuffix);
}

bool NeedsNameFacts(std::string_view jkd_name) {
  const std::string_view stem = StemOf(jkd_name);
  return !MayBeName(stem) || stem.ends_with(kLossyEnding);
}

std::string OriginalName(std::string_view jkd_name, const NameFacts& facts) {
  std::string_view stem = StemOf(jkd_name);
  if (facts.lossy && stem.ends_with(kLossyEnding)) {
    stem.remove_suffix(kLossyEnding.size());
  }
  if (MayBeName(stem)) return std::string(stem);
  if (MayBeName(facts.stored_name)) return facts.stored_name;
  return std::string(jkd_name) + ".jpg";
}

}  // namespace jackdaw::archive
