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
  if (form == Form::kOriginal) return std::string(picture);
  const size_t slash = picture.rfind('/');
  const size_t name = slash == picture.npos ? 0 : slash + 1;
  return std::string(picture.substr(0, name))
      .append(PackedName(picture.substr(name), form == Form::kLossyJkd));
}

bool IsJkdName(std::string_view path) { return ParseFormName(path).form != Form::kOriginal; }

}  // namespace jackdaw::archive
