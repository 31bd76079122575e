// Numbers and names as a person reads them.
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_TEXT_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace jackdaw::app {

// 1234567 -> "1,234,567".
std::string WithCommas(uint64_t n);

// Decimal megabytes with one digit: 1234567 -> "1.2".
std::string Megabytes(uint64_t bytes);

// How much smaller `after` is than `before`, in percent; 0 when before is 0, negative for growth.
double SavedPercent(uint64_t before, uint64_t after);

// "1 file", "2 files".
std::string Counted(uint64_t n, std::string_view singular, std::string_view plural);

// A name that is safe to show on one line of a terminal: control characters are written as \n, \t
// or \xNN. All other bytes, valid UTF-8 or not, stay.
std::string Printable(std::string_view name);

// ASCII only, as extensions of file names need.
std::string Lowercase(std::string_view s);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_TEXT_H_
