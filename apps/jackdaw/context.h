// What every command works with.
#ifndef JACKDAW_APPS_JACKDAW_CONTEXT_H_
#define JACKDAW_APPS_JACKDAW_CONTEXT_H_

#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/output_registry.h"
#include "apps/jackdaw/progress.h"

namespace jackdaw::app {

struct Context {
  const Options& options;
  OutputRegistry& registry;
  Progress& progress;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_CONTEXT_H_
