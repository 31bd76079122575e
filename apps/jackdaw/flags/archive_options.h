// What the command line asks of check and list.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_ARCHIVE_OPTIONS_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_ARCHIVE_OPTIONS_H_

#include <string>

namespace jackdaw::app {

enum class CheckDepth { kSizes, kQuick, kDeep };

struct ArchiveOptions {
  CheckDepth depth = CheckDepth::kQuick;
  std::string catalogue;  // --catalogue; empty: where it lies by itself
  bool update = false;
  bool rebuild = false;
  bool strict = false;
  std::string sort;  // list; empty: as the tree is walked
  bool reverse = false;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_ARCHIVE_OPTIONS_H_
