// `jackdaw serve`: a tree of .jkd files as its originals, by HTTP.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_COMMAND_H_
#define JACKDAW_APPS_JACKDAW_SERVE_COMMAND_H_

#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

// Serves until SIGINT or SIGTERM, and returns the exit status.
// REQUIRES: no other thread runs yet.
int RunServe(const Options& options);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SERVE_COMMAND_H_
