// The attention network that --attention names.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_ATTENTION_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_ATTENTION_H_

#include "apps/jackdaw/flags/options.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// Reads the file that --attention names into the options, which must stay where they are from then
// on. Errors: kInvalidArgument where it cannot be read or used, or there is none.
Status LoadAttention(Options* options);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_ATTENTION_H_
