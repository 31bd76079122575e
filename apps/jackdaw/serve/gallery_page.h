// The HTML of a gallery, and the files that it loads.
//
// All addresses in it are relative, so that it also works where a proxy serves it below a path of
// its own. It loads nothing from elsewhere.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_GALLERY_PAGE_H_
#define JACKDAW_APPS_JACKDAW_SERVE_GALLERY_PAGE_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "apps/jackdaw/serve/gallery.h"

namespace jackdaw::serve {

// The folder of the page's own files, which hides one of this name in the root of the tree.
inline constexpr std::string_view kAssetFolder = ".jackdaw";

std::string GalleryHtml(const Gallery& gallery);

struct Asset {
  std::string_view content_type;
  std::string_view text;
};

// The file of this path, e.g. ".jackdaw/gallery.css". None: there is none.
std::optional<Asset> FindAsset(std::string_view path);

// What the browser may load and run on the page: nothing but what is served here.
inline constexpr std::string_view kPagePolicy =
    "default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

// Text as it stands in HTML, also within quoted attributes. Bytes that are not UTF-8 become U+FFFD,
// and so do control characters.
std::string EscapeHtml(std::string_view text);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_GALLERY_PAGE_H_
