// The pictures of `jackdaw sweep`: its arguments, each with its pristine picture.
#ifndef JACKDAW_APPS_JACKDAW_SWEEP_SOURCES_H_
#define JACKDAW_APPS_JACKDAW_SWEEP_SOURCES_H_

#include <vector>

#include "apps/jackdaw/flags/options.h"
#include "apps/sweep/source.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// Directories are searched for JPEG names and .png, .ppm, .pgm. Names in the report are paths below
// the argument without extension, with it (and a number) where two would be the same. Fails when
// there is no picture, an argument does not exist, or --pristine lacks one.
Result<std::vector<sweep::SourceSpec>> FindSweepSources(const Options& options);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SWEEP_SOURCES_H_
