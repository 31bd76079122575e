#include "apps/jackdaw/system/text.h"

#include <fmt/format.h>

namespace jackdaw::app {

std::string WithCommas(uint64_t n) {
  std::string digits = fmt::format("{}", n);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string Megabytes(uint64_t bytes) {
  return fmt::format("{:.1f}", static_cast<double>(bytes) / 1e6);
}

double SavedPercent(uint64_t before, uint64_t after) {
  if (before == 0 || before == after) return 0;
  return 100.0 * (1.0 - static_cast<double>(after) / static_cast<double>(before));
}

std::string Counted(uint64_t n, std::string_view singular, std::string_view plural) {
  return fmt::format("{} {}", WithCommas(n), n == 1 ? singular : plural);
}

std::string Printable(std::string_view name) {
  std::string out;
  for (char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

std::string Lowercase(std::string_view s) {
  std::string out(s);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace jackdaw::app
