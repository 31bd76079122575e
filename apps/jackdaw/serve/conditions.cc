#include "apps/jackdaw/serve/conditions.h"

#include <algorithm>

#include "apps/jackdaw/serve/field_text.h"
#include "apps/jackdaw/serve/http_date.h"

namespace jackdaw::serve {
namespace {

constexpr std::string_view kWeak = "W/";

// Whether a list of entity tags, or *, has `etag`, which is strong. The strong comparison leaves
// out the weak ones of the list.
bool HasTag(std::string_view list, std::string_view etag, bool strong) {
  if (Trim(list) == "*") return true;
  const auto parts = SplitList(list);
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
    if (part.starts_with(kWeak)) {
      if (strong) return false;
      part.remove_prefix(kWeak.size());
    }
    return part == etag;
  });
}

}  // namespace

Verdict Evaluate(const Conditions& conditions, const Validators& validators) {
  if (conditions.if_match) {
    if (!HasTag(*conditions.if_match, validators.etag, true)) return Verdict::kFailed;
  } else if (conditions.if_unmodified_since) {
    const std::optional<int64_t> time = ParseHttpDate(*conditions.if_unmodified_since);
    if (time && validators.last_modified && *validators.last_modified > *time) {
      return Verdict::kFailed;
    }
  }
  if (conditions.if_none_match) {
    const bool is_known = HasTag(*conditions.if_none_match, validators.etag, false);
    return is_known ? Verdict::kNotModified : Verdict::kSend;
  }
  if (conditions.if_modified_since) {
    const std::optional<int64_t> time = ParseHttpDate(*conditions.if_modified_since);
    if (time && validators.last_modified && *validators.last_modified <= *time) {
      return Verdict::kNotModified;
    }
  }
  return Verdict::kSend;
}

bool RangeApplies(const Conditions& conditions, const Validators& validators, int64_t now) {
  if (!conditions.if_range) return true;
  const std::string_view value = Trim(*conditions.if_range);
  if (value.starts_with('"') || value.starts_with(kWeak)) return value == validators.etag;
  const std::optional<int64_t> time = ParseHttpDate(value);
  return time && validators.last_modified == *time && *time < now;
}

}  // namespace jackdaw::serve
