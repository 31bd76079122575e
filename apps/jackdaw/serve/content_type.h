// The media type of a file, by its name.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_CONTENT_TYPE_H_
#define JACKDAW_APPS_JACKDAW_SERVE_CONTENT_TYPE_H_

#include <string_view>

namespace jackdaw::serve {

inline constexpr std::string_view kJpegType = "image/jpeg";

// The value of Content-Type for a file of this name, by its last extension, in any case;
// "application/octet-stream" where that says nothing.
std::string_view ContentTypeOf(std::string_view name);

// Whether a file of this name is a JPEG file, as far as its name says.
bool IsJpegName(std::string_view name);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_CONTENT_TYPE_H_
