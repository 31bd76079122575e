// The networks that --restore names.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_RESTORE_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_RESTORE_H_

#include "apps/jackdaw/flags/options.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// Reads the file that --restore names into the options. Errors: kInvalidArgument where it cannot be
// read or used, or there is none.
Status LoadRestore(Options* options);

// For the library. REQUIRES: LoadRestore; options outlive the result.
inline RestorationOptions RestorationOf(const Options& options) {
  return {.weights = options.restore_weights, .all_orientations = options.restore == "best"};
}

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_RESTORE_H_
