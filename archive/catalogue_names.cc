#include "archive/catalogue_names.h"

#include "archive/original_name.h"

namespace jackdaw::archive {
namespace {

// Takes `size` bytes off the end of the path if a name is left before them.
bool TakeEnding(std::string_view* path, size_t size) {
  if (path->size() <= size || (*path)[path->size() - size - 1] == '/') return false;
  path->remove_suffix(size);
  return true;
}

}  // namespace

FormName ParseFormName(std::string_view path) {
  if (!HasJkdEnding(path) || !TakeEnding(&path, kJkdEnding.size())) {
    return {std::string(path), Form::kOriginal};
  }
  const bool is_lossy = path.ends_with(kLossyEnding) && TakeEnding(&path, kLossyEnding.size());
  return {std::string(path), is_lossy ? Form::kLossyJkd : Form::kJkd};
}

std::string PathOfForm(std::string_view picture, Form form) {
  std::string path(picture);
  if (form == Form::kLossyJkd) path += kLossyEnding;
  if (form != Form::kOriginal) path += kJkdEnding;
  return path;
}

bool IsJkdName(std::string_view path) { return ParseFormName(path).form != Form::kOriginal; }

}  // namespace jackdaw::archive
