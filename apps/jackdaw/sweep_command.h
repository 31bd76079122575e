// `jackdaw sweep`: rate-distortion curves of Jackdaw and of the encoders found on the machine.
#ifndef JACKDAW_APPS_JACKDAW_SWEEP_COMMAND_H_
#define JACKDAW_APPS_JACKDAW_SWEEP_COMMAND_H_

#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

// Measures, writes sweep.csv, sweep.json and sweep.html into the output directory, prints a
// summary, and returns the exit status.
// REQUIRES: no other thread runs yet.
int RunSweep(const Options& options);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SWEEP_COMMAND_H_
