#include "apps/jackdaw/flags/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

Error Invalid(std::string message) { return {ErrorCode::kInvalidArgument, 0, std::move(message)}; }

ValueSpec Ranged(ValueKind kind, std::string name, double lowest, double highest) {
  ValueSpec spec;
  spec.kind = kind;
  spec.name = std::move(name);
  spec.lowest = lowest;
  spec.highest = highest;
  return spec;
}

ValueSpec Named(ValueKind kind, std::string name) { return Ranged(kind, std::move(name), 0, 0); }

const char* KindName(ValueKind kind) {
  switch (kind) {
    case ValueKind::kInteger:
      return "a whole number";
    case ValueKind::kSize:
      return "a size such as 500000, 500K, 64M or 1G";
    default:
      return "a number";
  }
}

// "a, b or c".
std::string Alternatives(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

Result<FlagValue> ParseNumeric(const ValueSpec& spec, const std::string& text) {
  const Result<double> number = spec.kind == ValueKind::kSize ? ParseSize(text) : ParseNumber(text);
  if (!number.ok() ||
      (spec.kind == ValueKind::kInteger && number.value() != std::floor(number.value()))) {
    return Invalid(fmt::format("{} is not {}", text, KindName(spec.kind)));
  }
  if (number.value() < spec.lowest || number.value() > spec.highest) {
    return Invalid(fmt::format("{} is not between {} and {}", text, spec.lowest, spec.highest));
  }
  return FlagValue{text, number.value()};
}

}  // namespace

ValueSpec Integer(std::string name, int lowest, int highest) {
  return Ranged(ValueKind::kInteger, std::move(name), lowest, highest);
}

ValueSpec Number(std::string name, double lowest, double highest) {
  return Ranged(ValueKind::kNumber, std::move(name), lowest, highest);
}

ValueSpec Size(std::string name, double lowest, double highest) {
  return Ranged(ValueKind::kSize, std::move(name), lowest, highest);
}

ValueSpec OneOf(std::string name, std::vector<std::string> choices) {
  ValueSpec spec = Named(ValueKind::kChoice, std::move(name));
  spec.choices = std::move(choices);
  return spec;
}

ValueSpec Text(std::string name, std::function<std::string(const std::string& text)> check,
               std::vector<std::string> choices) {
  ValueSpec spec = Named(ValueKind::kText, std::move(name));
  spec.check = std::move(check);
  spec.choices = std::move(choices);
  return spec;
}

ValueSpec File(std::string name) { return Named(ValueKind::kFile, std::move(name)); }

ValueSpec Directory(std::string name) { return Named(ValueKind::kDirectory, std::move(name)); }

ValueSpec Optional(ValueSpec spec, std::string implied) {
  spec.implied = std::move(implied);
  return spec;
}

Result<FlagValue> ParseValue(const ValueSpec& spec, const std::string& text) {
  switch (spec.kind) {
    case ValueKind::kInteger:
    case ValueKind::kNumber:
    case ValueKind::kSize:
      return ParseNumeric(spec, text);
    case ValueKind::kChoice:
      if (std::find(spec.choices.begin(), spec.choices.end(), text) == spec.choices.end()) {
        return Invalid(fmt::format("{} is not {}", text, Alternatives(spec.choices)));
      }
      break;
    case ValueKind::kText:
    case ValueKind::kFile:
    case ValueKind::kDirectory:
    case ValueKind::kNone:
      break;
  }
  if (spec.check) {
    std::string problem = spec.check(text);
    if (!problem.empty()) return Invalid(std::move(problem));
  }
  return FlagValue{text, 0};
}

Result<double> ParseNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return Invalid("not a number: " + std::string(text));
  }
  return value;
}

Result<double> ParseSize(std::string_view text) {
  constexpr std::string_view kPrefixes = "kmgt";
  std::string lower = Lowercase(text);
  if (lower.ends_with('b')) lower.pop_back();
  const size_t last = lower.size() - 1;
  if (lower.size() >= 2 && lower[last] == 'i' &&
      kPrefixes.find(lower[last - 1]) != kPrefixes.npos) {
    lower.pop_back();
  }
  double unit = 1;
  const size_t prefix = lower.empty() ? kPrefixes.npos : kPrefixes.find(lower.back());
  if (prefix != kPrefixes.npos) {
    lower.pop_back();
    unit = std::exp2(10.0 * static_cast<double>(prefix + 1));
  }
  const Result<double> number = ParseNumber(lower);
  if (!number.ok()) return Invalid("not a size: " + std::string(text));
  return std::floor(number.value() * unit);
}

}  // namespace jackdaw::app
