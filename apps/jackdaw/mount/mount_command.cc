#include "apps/jackdaw/mount/mount_command.h"

#include "apps/jackdaw/system/console.h"

#if JACKDAW_HAS_FUSE
#include <fmt/format.h>
#include <sys/resource.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "apps/jackdaw/mount/end_signals.h"
#include "apps/jackdaw/mount/event_log.h"
#include "apps/jackdaw/mount/fuse_session.h"
#include "apps/jackdaw/mount/original_files.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/text.h"
#include "archive/decoded_cache.h"
#include "archive/tree.h"

namespace jackdaw::app {
namespace {

Result<std::string> RealDirectory(const std::string& path) {
  struct stat st;
  if (stat(path.c_str(), &st) != 0) return IoError(path, errno);
  if (!S_ISDIR(st.st_mode)) return IoError(path, ENOTDIR);
  const std::unique_ptr<char, void (*)(void*)> real(realpath(path.c_str(), nullptr), std::free);
  if (real == nullptr) return IoError(path, errno);
  return std::string(real.get());
}

// The file system would ask itself for what is inside, and wait for its own answer for ever.
bool LiesInside(const std::string& path, const std::string& directory) {
  if (directory == "/" || path == directory) return true;
  return path.size() > directory.size() && path.starts_with(directory) &&
         path[directory.size()] == '/';
}

Result<MountPoint> FindMountPoint(const Options& options) {
  const Result<std::string> tree = RealDirectory(options.inputs[0]);
  if (!tree.ok()) return tree.error();
  const Result<std::string> directory = RealDirectory(options.inputs[1]);
  if (!directory.ok()) return directory.error();
  if (LiesInside(directory.value(), tree.value())) {
    return PlainError(
        ErrorCode::kInvalidArgument,
        "cannot mount a tree inside itself: choose a directory outside of " + options.inputs[0]);
  }
  return MountPoint{directory.value(), tree.value(), options.mount.allow_other};
}

// Each file that a program holds open takes one.
void RaiseFileLimit() {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

archive::DecodedCacheOptions CacheOptions(const Options& options, EventLog& log) {
  archive::DecodedCacheOptions cache;
  cache.max_bytes = options.mount.cache_bytes;
  cache.memory_limit = options.memory_limit;
  cache.num_threads = options.num_threads;
  cache.kernels = options.kernels;
  cache.on_failure = [&log](const archive::Entry& entry, const Error& error) {
    log.Write(fmt::format("{}: {}", entry.disk_path, error.message));
  };
  return cache;
}

// Gives the memory of decodes back to the system once there were none for a while.
class MemoryReturn {
 public:
  explicit MemoryReturn(const archive::DecodedCache& cache) : cache_(cache) {}

  void WhenIdle() {
    const uint64_t num_decodes = cache_.counters().decodes;
    const bool is_due = num_decodes == seen_ && num_decodes != returned_;
    seen_ = num_decodes;
    if (!is_due) return;
    returned_ = num_decodes;
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
  }

 private:
  const archive::DecodedCache& cache_;
  uint64_t seen_ = 0, returned_ = 0;
};

Status Serve(const Options& options, const archive::Tree& tree, FuseSession& session,
             EventLog& log) {
  archive::DecodedCache cache(tree, CacheOptions(options, log));
  const OriginalFiles files(tree, cache, 2 * options.mount.cache_bytes, log);
  MemoryReturn memory(cache);
  const EndSignals signals(
      [&] {
        session.RequestEnd();
        cache.Stop();  // for those who wait for a decode
      },
      [&] { memory.WhenIdle(); });
  return session.Serve(files, log);
}

int Failed(const Error& error) {
  PrintError(error.message);
  return error.code == ErrorCode::kInvalidArgument ? kExitUsage : kExitSomeFailed;
}

}  // namespace

int RunMount(const Options& options) {
  const Result<MountPoint> where = FindMountPoint(options);
  if (!where.ok()) return Failed(where.error());
  const Result<std::unique_ptr<archive::Tree>> tree = archive::Tree::Open(options.inputs[0]);
  if (!tree.ok()) return Failed(tree.error());
  Result<EventLog> log = EventLog::Open(options.mount.log);
  if (!log.ok()) return Failed(log.error());
  RaiseFileLimit();
  HoldEndSignals();
  const Result<std::unique_ptr<FuseSession>> session = FuseSession::Mount(where.value());
  if (!session.ok()) return Failed(session.error());
  if (options.mount.daemon) {
    const Status detached = session.value()->Detach();
    if (!detached.ok()) return Failed(detached.error());
    log.value().UseSystemLog();
  } else if (!options.quiet) {
    PrintStatus(fmt::format("jackdaw: {} is mounted on {} until you press Ctrl-C or unmount it\n",
                            Printable(options.inputs[0]), Printable(options.inputs[1])));
  }
  const Status served = Serve(options, *tree.value(), *session.value(), log.value());
  return served.ok() ? kExitOk : Failed(served.error());
}

}  // namespace jackdaw::app

#else

namespace jackdaw::app {

int RunMount(const Options&) {
  PrintError("mount is not built in: the build found no FUSE 3 (libfuse3-dev, 3.12 or later)");
  return kExitSomeFailed;
}

}  // namespace jackdaw::app

#endif
