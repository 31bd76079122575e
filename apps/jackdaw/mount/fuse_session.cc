#include "apps/jackdaw/mount/fuse_session.h"

#include <pthread.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "apps/jackdaw/mount/fuse_operations.h"

namespace jackdaw::app {
namespace {

// Reads of files that are being decoded wait on a thread each; names and sizes must not wait for
// them.
constexpr unsigned kMaxThreads = 64;
constexpr unsigned kMaxIdleThreads = 16;

// The value of -o, in which a comma and a backslash of a name are escaped.
std::string MountOptions(const MountPoint& where) {
  char* text = nullptr;
  std::string options;
  bool is_good = fuse_opt_add_opt(&text, "ro") == 0 &&
                 fuse_opt_add_opt(&text, "default_permissions") == 0 &&
                 fuse_opt_add_opt(&text, "subtype=jackdaw") == 0 &&
                 fuse_opt_add_opt_escaped(&text, ("fsname=" + where.source).c_str()) == 0;
  if (where.allow_other) is_good = is_good && fuse_opt_add_opt(&text, "allow_other") == 0;
  if (is_good) options = text;
  std::free(text);
  return options;
}

void DoNothing(int) {}

// Interrupts the wait of the library for its threads: a handler without SA_RESTART.
void HandleWakeUp() {
  struct sigaction action = {};
  action.sa_handler = DoNothing;
  sigaction(SIGUSR1, &action, nullptr);
}

}  // namespace

class FuseSession::Impl {
 public:
  FuseContext context;
  struct fuse* fuse = nullptr;
  bool is_mounted = false;
  pthread_t server{};
};

FuseSession::FuseSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

FuseSession::~FuseSession() {
  if (impl_->is_mounted) fuse_unmount(impl_->fuse);
  if (impl_->fuse != nullptr) fuse_destroy(impl_->fuse);
}

Result<std::unique_ptr<FuseSession>> FuseSession::Mount(const MountPoint& where) {
  std::unique_ptr<FuseSession> session(new FuseSession(std::make_unique<Impl>()));
  Impl& impl = *session->impl_;
  const std::string options = MountOptions(where);
  fuse_args args = FUSE_ARGS_INIT(0, nullptr);
  const fuse_operations operations = FuseOperations();
  if (fuse_opt_add_arg(&args, "jackdaw") == 0 && fuse_opt_add_arg(&args, "-o") == 0 &&
      fuse_opt_add_arg(&args, options.c_str()) == 0) {
    impl.fuse = fuse_new(&args, &operations, sizeof operations, &impl.context);
  }
  fuse_opt_free_args(&args);
  if (impl.fuse == nullptr) return PlainError(ErrorCode::kIo, "cannot start FUSE");
  // The library has said why on standard error.
  if (fuse_mount(impl.fuse, where.directory.c_str()) != 0) {
    return PlainError(ErrorCode::kIo, "cannot mount on " + where.directory);
  }
  impl.is_mounted = true;
  return session;
}

Status FuseSession::Detach() {
  if (fuse_daemonize(0) != 0) return IoError("cannot go to the background", errno);
  return OkStatus();
}

Status FuseSession::Serve(const OriginalFiles& files, EventLog& log) {
  impl_->context = {&files, &log};
  impl_->server = pthread_self();
  HandleWakeUp();
  const std::unique_ptr<fuse_loop_config, void (*)(fuse_loop_config*)> config(
      fuse_loop_cfg_create(), fuse_loop_cfg_destroy);
  if (config == nullptr) return PlainError(ErrorCode::kIo, "out of memory");
  fuse_loop_cfg_set_max_threads(config.get(), kMaxThreads);
  fuse_loop_cfg_set_idle_threads(config.get(), kMaxIdleThreads);
  const int error = fuse_loop_mt(impl_->fuse, config.get());
  if (error < 0) return IoError("cannot answer requests", -error);
  return OkStatus();
}

void FuseSession::RequestEnd() {
  fuse_exit(impl_->fuse);
  pthread_kill(impl_->server, SIGUSR1);
}

}  // namespace jackdaw::app
