// The networks that --texture names.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_TEXTURE_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_TEXTURE_H_

#include "apps/jackdaw/flags/options.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// Reads the file that --texture names into the options. Errors: kInvalidArgument where it cannot be
// read or used, or there is none.
Status LoadTexture(Options* options);

// For the library. REQUIRES: LoadTexture; options outlive the result.
inline TextureOptions TextureOf(const Options& options) {
  return {.on = options.texture, .weights = options.texture_weights};
}

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_TEXTURE_H_
