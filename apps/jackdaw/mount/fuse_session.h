// Files of a tree as a mounted file system, by FUSE.
#ifndef JACKDAW_APPS_JACKDAW_MOUNT_FUSE_SESSION_H_
#define JACKDAW_APPS_JACKDAW_MOUNT_FUSE_SESSION_H_

#include <functional>
#include <memory>
#include <string>

#include "apps/jackdaw/mount/original_files.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

struct MountPoint {
  std::string directory;     // where the files show
  std::string source;        // what mount(8) shows as the device
  bool allow_other = false;  // other users may look, too
};

// A mounted file system, read-only; unmounted when the object goes.
class FuseSession {
 public:
  static Result<std::unique_ptr<FuseSession>> Mount(const MountPoint& where);
  FuseSession(const FuseSession&) = delete;
  FuseSession& operator=(const FuseSession&) = delete;
  ~FuseSession();

  // Leaves the terminal: the process that called Mount ends with status 0, another one returns from
  // here.
  // REQUIRES: no thread was started yet.
  Status Detach();

  // Answers requests until somebody unmounts the directory, or another thread calls RequestEnd.
  Status Serve(const OriginalFiles& files, EventLog& log);

  // Makes Serve return soon; it may have to be called again until it does, since the wait for the
  // next request that it interrupts may only begin.
  void RequestEnd();

 private:
  class Impl;
  explicit FuseSession(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_MOUNT_FUSE_SESSION_H_
