// `jackdaw mount TREE DIR`: the originals of a tree as a file system.
#ifndef JACKDAW_APPS_JACKDAW_MOUNT_MOUNT_COMMAND_H_
#define JACKDAW_APPS_JACKDAW_MOUNT_MOUNT_COMMAND_H_

#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

// Mounts options.inputs[0] on options.inputs[1], answers until it is unmounted or a signal asks for
// the end, and returns the exit status. Without FUSE in the build it says so.
// REQUIRES: no other thread runs yet.
int RunMount(const Options& options);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_MOUNT_MOUNT_COMMAND_H_
