// The commands on whole trees, over the catalogue of jackdaw::archive.
#ifndef JACKDAW_APPS_JACKDAW_ARCHIVE_COMMANDS_H_
#define JACKDAW_APPS_JACKDAW_ARCHIVE_COMMANDS_H_

#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

// Each prints its report and returns the exit status.
int RunCheck(const Options& options);
int RunList(const Options& options);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_ARCHIVE_COMMANDS_H_
