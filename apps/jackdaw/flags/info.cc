// Flags of info alone: none yet.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {

FlagGroup InfoFlags() {
  return {.title = "info", .help_heading = "Information", .manual = "", .flags = {}};
}

}  // namespace jackdaw::app
