// Conditional requests (RFC 9110, section 13).
#ifndef JACKDAW_APPS_JACKDAW_SERVE_CONDITIONS_H_
#define JACKDAW_APPS_JACKDAW_SERVE_CONDITIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jackdaw::serve {

// Which version of a resource the server has.
struct Validators {
  std::string etag;                      // strong, with its quotes
  std::optional<int64_t> last_modified;  // seconds since 1970; none: not known
};

// Values of header fields, where the request has them.
struct Conditions {
  std::optional<std::string> if_match;
  std::optional<std::string> if_none_match;
  std::optional<std::string> if_modified_since;
  std::optional<std::string> if_unmodified_since;
  std::optional<std::string> if_range;
};

enum class Verdict {
  kSend,         // the reply as if there were no condition
  kNotModified,  // status 304
  kFailed,       // status 412
};

// For GET and HEAD of a resource that exists, in the order that section 13.2.2 asks for. Dates that
// cannot be read, or compared with nothing, are overlooked.
Verdict Evaluate(const Conditions& conditions, const Validators& validators);

// Whether the field Range counts, as If-Range says; true without If-Range. `now`: seconds since
// 1970. A date names a version only when the resource had not changed for a second by then.
bool RangeApplies(const Conditions& conditions, const Validators& validators, int64_t now);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_CONDITIONS_H_
