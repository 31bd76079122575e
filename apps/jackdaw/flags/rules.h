// Rules that span several flags.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_RULES_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_RULES_H_

#include <string>

#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

// The first rule that the options break, as a message; empty when all is well. Of flags that simply
// exclude each other, flag.h has alternative_of.
std::string FindContradiction(const Options& options);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_RULES_H_
