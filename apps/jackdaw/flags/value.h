// The value of a command-line flag: how it is written, and which values are valid.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_VALUE_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_VALUE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "jackdaw/result.h"

namespace jackdaw::app {

enum class ValueKind {
  kNone,       // the flag is a switch
  kText,       // anything that `check` accepts
  kFile,       // a path, completed as one
  kDirectory,  // the same for a directory
  kChoice,     // one of `choices`
  kInteger,    // digits
  kNumber,     // may have a fraction
  kSize,       // bytes, with an optional suffix K, M, G or T for powers of 1024
};

// A value that satisfies its ValueSpec.
struct FlagValue {
  std::string text;   // as written
  double number = 0;  // kInteger, kNumber and kSize

  // The same, for kInteger and kSize.
  int AsInt() const { return static_cast<int>(number); }
  uint64_t AsUint64() const { return static_cast<uint64_t>(number); }
};

struct ValueSpec {
  ValueKind kind = ValueKind::kNone;
  std::string name;  // in help texts: "N", "PATH"
  double lowest = 0, highest = 0;
  std::vector<std::string> choices;  // kChoice: all values; kText: some of them, for completion
  // kText: what is wrong with a value, or nothing.
  std::function<std::string(const std::string& text)> check;
  // Not empty: the value may be left out, and then is this. It must follow the flag after '='.
  std::string implied = {};
};

ValueSpec Integer(std::string name, int lowest, int highest);
ValueSpec Number(std::string name, double lowest, double highest);
ValueSpec Size(std::string name, double lowest, double highest);
ValueSpec OneOf(std::string name, std::vector<std::string> choices);
ValueSpec Text(std::string name, std::function<std::string(const std::string& text)> check = {},
               std::vector<std::string> choices = {});
ValueSpec File(std::string name);
ValueSpec Directory(std::string name);
// The same, but the value may be left out.
ValueSpec Optional(ValueSpec spec, std::string implied);

// kInvalidArgument when `text` does not satisfy `spec`; the message says what is expected.
// REQUIRES: spec.kind is not kNone.
Result<FlagValue> ParseValue(const ValueSpec& spec, const std::string& text);

// A finite decimal number that takes up all of `text`.
Result<double> ParseNumber(std::string_view text);

// Bytes: a number, then nothing or one of K, M, G and T in upper or lower case, optionally followed
// by "B" or "iB". All are powers of 1024. The result is rounded down to a whole number, which is
// exact below 2^53.
Result<double> ParseSize(std::string_view text);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_VALUE_H_
