// What the command line of `jackdaw mount` asks for.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_MOUNT_OPTIONS_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_MOUNT_OPTIONS_H_

#include <cstdint>
#include <string>

namespace jackdaw::app {

// Beside the two directories, -j, -q and --memory-limit, which other commands share.
struct MountOptions {
  uint64_t cache_bytes = uint64_t{256} << 20;
  bool daemon = false;
  bool allow_other = false;
  std::string log;  // a file; empty: standard error, or of a daemon the system's log
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_MOUNT_OPTIONS_H_
