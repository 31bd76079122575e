// Names of the files that may hold a picture: the original, its exact .jkd and its lossy .jkd.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_NAMES_H_
#define JACKDAW_ARCHIVE_CATALOGUE_NAMES_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace jackdaw::archive {

// By the name. Whether a .jkd is lossy, its content says: one that was made lossy may be called
// a.jpg.jkd.
enum class Form { kOriginal, kJkd, kLossyJkd };
inline constexpr size_t kNumForms = 3;

struct FormName {
  std::string picture;  // the name of the original
  Form form = Form::kOriginal;
};

// a.jpg.lossy.jkd -> {a.jpg, kLossyJkd}; a.jpg.jkd -> {a.jpg, kJkd}; all else is an original. The
// ending .jkd may be in upper or lower case, as everywhere; .lossy may not. Nothing is taken off
// where no name would be left. Of a name that was cut (original_name.h), what is left of it.
FormName ParseFormName(std::string_view path);

// The path of this form of the picture; cut where its name would be too long.
std::string PathOfForm(std::string_view picture, Form form);

bool IsJkdName(std::string_view path);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_NAMES_H_
