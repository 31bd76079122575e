#include "apps/jackdaw/serve/byte_ranges.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "apps/jackdaw/serve/field_text.h"

namespace jackdaw::serve {
namespace {

constexpr uint64_t kHighest = std::numeric_limits<uint64_t>::max();

// Decimal digits and nothing else; what does not fit is the highest number. None when empty.
std::optional<uint64_t> ParseNumber(std::string_view text) {
  if (text.empty()) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const uint64_t digit = static_cast<uint64_t>(c - '0');
    value = value > (kHighest - digit) / 10 ? kHighest : value * 10 + digit;
  }
  return value;
}

// First and last position, as written. Either may be missing.
struct Spec {
  std::optional<uint64_t> first, last;
};

std::optional<Spec> ParseSpec(std::string_view text) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view first = text.substr(0, dash), last = text.substr(dash + 1);
  const Spec spec{ParseNumber(first), ParseNumber(last)};
  if (spec.first.has_value() == first.empty() || spec.last.has_value() == last.empty()) {
    return std::nullopt;  // not a number
  }
  if (!spec.first && !spec.last) return std::nullopt;
  if (spec.first && spec.last && *spec.first > *spec.last) return std::nullopt;
  return spec;
}

// None when it meets no byte.
std::optional<ByteRange> Resolve(const Spec& spec, uint64_t size) {
  if (!spec.first) {
    const uint64_t length = std::min(*spec.last, size);
    return length == 0 ? std::nullopt : std::optional(ByteRange{size - length, length});
  }
  if (*spec.first >= size) return std::nullopt;
  const uint64_t last = std::min(spec.last.value_or(kHighest), size - 1);
  return ByteRange{*spec.first, last - *spec.first + 1};
}

bool StartsEarlier(const ByteRange& a, const ByteRange& b) { return a.offset < b.offset; }

void JoinOverlaps(std::vector<ByteRange>* ranges) {
  std::vector<ByteRange> sorted = *ranges;
  std::sort(sorted.begin(), sorted.end(), StartsEarlier);
  std::vector<ByteRange> joined;
  for (const ByteRange& range : sorted) {
    if (!joined.empty() && range.offset < joined.back().offset + joined.back().length) {
      ByteRange& last = joined.back();
      const uint64_t end = std::max(last.offset + last.length, range.offset + range.length);
      last.length = end - last.offset;
    } else {
      joined.push_back(range);
    }
  }
  if (joined.size() < ranges->size()) *ranges = std::move(joined);
}

}  // namespace

RangeRequest ParseByteRanges(std::string_view field, uint64_t size) {
  const size_t equals = field.find('=');
  if (equals == std::string_view::npos || !EqualNames(Trim(field.substr(0, equals)), "bytes")) {
    return {};
  }
  std::vector<std::string_view> specs;
  for (const std::string_view part : SplitList(field.substr(equals + 1))) {
    if (part.empty()) continue;  // RFC 9110 asks to overlook empty elements of lists
    if (specs.size() == kMaxByteRanges) return {};
    specs.push_back(part);
  }
  if (specs.empty()) return {};
  RangeRequest request;
  for (const std::string_view part : specs) {
    const std::optional<Spec> spec = ParseSpec(part);
    if (!spec) return {};
    const std::optional<ByteRange> range = Resolve(*spec, size);
    if (range) request.ranges.push_back(*range);
  }
  JoinOverlaps(&request.ranges);
  request.kind = request.ranges.empty() ? RangeKind::kUnsatisfiable : RangeKind::kSome;
  return request;
}

std::string ContentRange(const ByteRange& range, uint64_t size) {
  return fmt::format("bytes {}-{}/{}", range.offset, range.offset + range.length - 1, size);
}

std::string UnsatisfiedRange(uint64_t size) { return fmt::format("bytes */{}", size); }

}  // namespace jackdaw::serve
