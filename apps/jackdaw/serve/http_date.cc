#include "apps/jackdaw/serve/http_date.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace jackdaw::serve {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kLongDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};

// What is left of a text. A step that does not fit makes it invalid for good.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  void Skip(std::string_view literal) {
    if (!text_.starts_with(literal)) return Fail();
    text_.remove_prefix(literal.size());
  }
  // Exactly `num_digits`, of which the first may be a blank if `padded`.
  int Digits(size_t num_digits, bool padded = false) {
    if (text_.size() < num_digits) Fail();
    int value = 0;
    for (size_t i = 0; is_valid_ && i < num_digits; ++i) {
      const char c = padded && i == 0 && text_[0] == ' ' ? '0' : text_[i];
      if (c < '0' || c > '9') Fail();
      value = value * 10 + (c - '0');
    }
    if (is_valid_) text_.remove_prefix(num_digits);
    return value;
  }
  // The index of the name that comes next.
  template <size_t N>
  int NameOf(const std::array<std::string_view, N>& names) {
    for (size_t i = 0; i < N; ++i) {
      if (!text_.starts_with(names[i])) continue;
      text_.remove_prefix(names[i].size());
      return static_cast<int>(i);
    }
    Fail();
    return 0;
  }
  bool StartsWith(std::string_view literal) const { return text_.starts_with(literal); }
  bool AtEnd() const { return is_valid_ && text_.empty(); }

 private:
  void Fail() {
    is_valid_ = false;
    text_ = {};
  }

  std::string_view text_;
  bool is_valid_ = true;
};

struct TimeOfDay {
  int hours = 0, minutes = 0, seconds = 0;
};

TimeOfDay ScanTime(Scanner& scanner) {
  TimeOfDay time;
  time.hours = scanner.Digits(2);
  scanner.Skip(":");
  time.minutes = scanner.Digits(2);
  scanner.Skip(":");
  time.seconds = scanner.Digits(2);
  return time;
}

std::optional<int64_t> ToSeconds(int year, int month, int day, const TimeOfDay& time) {
  const year_month_day date{std::chrono::year(year), std::chrono::month(unsigned(month) + 1),
                            std::chrono::day(unsigned(day))};
  // 60: a leap second.
  if (!date.ok() || time.hours > 23 || time.minutes > 59 || time.seconds > 60) return std::nullopt;
  const sys_seconds midnight = sys_days(date);
  return midnight.time_since_epoch().count() + time.hours * 3600 + time.minutes * 60 + time.seconds;
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<int64_t> ParseFixed(std::string_view text) {
  Scanner scanner(text);
  scanner.NameOf(kDays);
  scanner.Skip(", ");
  const int day = scanner.Digits(2);
  scanner.Skip(" ");
  const int month = scanner.NameOf(kMonths);
  scanner.Skip(" ");
  const int year = scanner.Digits(4);
  scanner.Skip(" ");
  const TimeOfDay time = ScanTime(scanner);
  scanner.Skip(" GMT");
  return scanner.AtEnd() ? ToSeconds(year, month, day, time) : std::nullopt;
}

// "Sunday, 06-Nov-94 08:49:37 GMT"
std::optional<int64_t> ParseRfc850(std::string_view text) {
  Scanner scanner(text);
  scanner.NameOf(kLongDays);
  scanner.Skip(", ");
  const int day = scanner.Digits(2);
  scanner.Skip("-");
  const int month = scanner.NameOf(kMonths);
  scanner.Skip("-");
  const int short_year = scanner.Digits(2);
  scanner.Skip(" ");
  const TimeOfDay time = ScanTime(scanner);
  scanner.Skip(" GMT");
  const int year = short_year < 70 ? 2000 + short_year : 1900 + short_year;
  return scanner.AtEnd() ? ToSeconds(year, month, day, time) : std::nullopt;
}

// "Sun Nov  6 08:49:37 1994"
std::optional<int64_t> ParseAsctime(std::string_view text) {
  Scanner scanner(text);
  scanner.NameOf(kDays);
  scanner.Skip(" ");
  const int month = scanner.NameOf(kMonths);
  scanner.Skip(" ");
  const int day = scanner.Digits(2, true);
  scanner.Skip(" ");
  const TimeOfDay time = ScanTime(scanner);
  scanner.Skip(" ");
  const int year = scanner.Digits(4);
  return scanner.AtEnd() ? ToSeconds(year, month, day, time) : std::nullopt;
}

}  // namespace

std::string FormatHttpDate(int64_t unix_seconds) {
  constexpr int64_t kYear0 = -62167219200, kYear9999 = 253402300799;
  const sys_seconds time{seconds(std::clamp(unix_seconds, kYear0, kYear9999))};
  const sys_days midnight = std::chrono::floor<days>(time);
  const year_month_day date(midnight);
  const std::chrono::weekday weekday(midnight);
  const int64_t of_day = (time - midnight).count();
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday.c_encoding()],
                     unsigned(date.day()), kMonths[unsigned(date.month()) - 1], int(date.year()),
                     of_day / 3600, of_day / 60 % 60, of_day % 60);
}

std::optional<int64_t> ParseHttpDate(std::string_view text) {
  for (const auto parse : {ParseFixed, ParseRfc850, ParseAsctime}) {
    const std::optional<int64_t> time = parse(text);
    if (time.has_value()) return time;
  }
  return std::nullopt;
}

}  // namespace jackdaw::serve
