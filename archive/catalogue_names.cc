#include "archive/catalogue_names.h"

#include <algorithm>
#include <cstddef>

namespace jackdaw::archive {
namespace {

constexpr std::string_view kJkd = ".jkd";
constexpr std::string_view kLossy = ".lossy";

// Takes `ending`, which is in lower case, off the path, if a base name is left before it.
bool TakeEnding(std::string_view* path, std::string_view ending) {
  if (path->size() <= ending.size()) return false;
  const std::string_view rest = path->substr(0, path->size() - ending.size());
  if (rest.back() == '/') return false;
  const auto same = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  };
  if (!std::equal(path->begin() + static_cast<std::ptrdiff_t>(rest.size()), path->end(),
                  ending.begin(), same)) {
    return false;
  }
  *path = rest;
  return true;
}

}  // namespace

FormName ParseFormName(std::string_view path) {
  if (!TakeEnding(&path, kJkd)) return {std::string(path), Form::kOriginal};
  const Form form = TakeEnding(&path, kLossy) ? Form::kLossyJkd : Form::kJkd;
  return {std::string(path), form};
}

std::string PathOfForm(std::string_view picture, Form form) {
  std::string path(picture);
  if (form == Form::kLossyJkd) path += kLossy;
  if (form != Form::kOriginal) path += kJkd;
  return path;
}

bool IsJkdName(std::string_view path) { return ParseFormName(path).form != Form::kOriginal; }

}  // namespace jackdaw::archive
