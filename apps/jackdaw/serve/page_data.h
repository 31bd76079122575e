// The files of page/, embedded when the program is built.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_PAGE_DATA_H_
#define JACKDAW_APPS_JACKDAW_SERVE_PAGE_DATA_H_

#include <cstddef>
#include <cstdint>

namespace jackdaw::serve {

extern const uint8_t kGalleryStyle[];
extern const size_t kGalleryStyleSize;
extern const uint8_t kGalleryScript[];
extern const size_t kGalleryScriptSize;
extern const uint8_t kGalleryIcon[];
extern const size_t kGalleryIconSize;

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_PAGE_DATA_H_
