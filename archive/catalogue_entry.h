// What the catalogue of a tree says of one file.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_ENTRY_H_
#define JACKDAW_ARCHIVE_CATALOGUE_ENTRY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "archive/content_hash.h"

namespace jackdaw::archive {

// How closely files are looked at. Stored in catalogues: the numbers stay.
enum class CheckLevel {
  kNone = 0,
  kSizes = 1,  // sizes and times; the header of a .jkd that is new
  kQuick =
      2,  // every byte is read; a .jkd is compared with its own check, an original with its hash
  kDeep = 3,  // a .jkd is decoded
};

// The file that a picture is restored to.
struct PictureContent {
  uint64_t size = 0;
  std::optional<ContentHash> hash;  // none: an original that was never read
  bool lossy = false;               // of a .jkd: not the file that was compressed

  bool operator==(const PictureContent&) const = default;
};

struct CatalogueEntry {
  std::string path;      // below the root of the tree, '/' between names, any bytes but NUL
  uint64_t size = 0;     // of the file as it lies there
  int64_t mtime_ns = 0;  // since 1970
  // None: a .jkd whose header could not be read.
  std::optional<PictureContent> content;
  // Not kNone: the file was found damaged when it was looked at this closely. Size, time and
  // content are then those from before the damage, where they are known.
  CheckLevel damaged_at = CheckLevel::kNone;

  bool operator==(const CatalogueEntry&) const = default;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_ENTRY_H_
