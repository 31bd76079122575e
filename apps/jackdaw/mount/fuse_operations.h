// The answers to requests of FUSE.
#ifndef JACKDAW_APPS_JACKDAW_MOUNT_FUSE_OPERATIONS_H_
#define JACKDAW_APPS_JACKDAW_MOUNT_FUSE_OPERATIONS_H_

#define FUSE_USE_VERSION 312
#include <fuse.h>

#include "apps/jackdaw/mount/original_files.h"

namespace jackdaw::app {

// The private data of a session.
struct FuseContext {
  const OriginalFiles* files = nullptr;
  EventLog* log = nullptr;
};

fuse_operations FuseOperations();

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_MOUNT_FUSE_OPERATIONS_H_
