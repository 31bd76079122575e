// Dates of HTTP (RFC 9110, section 5.6.7).
#ifndef JACKDAW_APPS_JACKDAW_SERVE_HTTP_DATE_H_
#define JACKDAW_APPS_JACKDAW_SERVE_HTTP_DATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jackdaw::serve {

// Seconds since 1970 as "Sun, 06 Nov 1994 08:49:37 GMT". Years are held within 0 to 9999.
std::string FormatHttpDate(int64_t unix_seconds);

// The inverse, which also reads the two obsolete forms: "Sunday, 06-Nov-94 08:49:37 GMT" and
// "Sun Nov  6 08:49:37 1994". None for anything else. The name of the day is not compared with the
// date. A year of two digits is the one within 1970 to 2069.
std::optional<int64_t> ParseHttpDate(std::string_view text);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_HTTP_DATE_H_
