#include "apps/jackdaw/serve_command.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "apps/jackdaw/serve/access_log.h"
#include "apps/jackdaw/serve/http_server.h"
#include "apps/jackdaw/serve/site.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/text.h"
#include "archive/tree.h"
#include "jackdaw/version.h"

namespace jackdaw::app {
namespace {

constexpr std::chrono::seconds kGrace(5);

int Fail(const std::string& message) {
  PrintError(message);
  return kExitSomeFailed;
}

// Other than a batch, a server runs for months on many threads: memory goes back when it is free,
// and threads do not wait for each other to allocate some.
void ReturnFreedMemory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_ARENA_MAX, 4);
#endif
}

// A connection takes a descriptor, and a file that is sent another.
void RaiseDescriptorLimit(int max_connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = static_cast<rlim_t>(max_connections) * 4 + 256;
  limit.rlim_cur = std::min(std::max(limit.rlim_cur, wanted), limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Signals that end the server or reopen its log, for sigwait(3). Those that were ignored at the
// start (nohup) stay ignored.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : std::array{SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action;
    const bool is_ignored =
        sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
    if (!is_ignored) sigaddset(&signals, number);
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// Returns at SIGINT and SIGTERM.
void WaitForEnd(const sigset_t& signals, serve::AccessLog* log) {
  while (true) {
    int number = 0;
    if (sigwait(&signals, &number) != 0) continue;
    if (number != SIGHUP) return;
    if (log == nullptr) continue;
    const Status reopened = log->Reopen();
    if (!reopened.ok()) PrintError(reopened.error().message);
  }
}

std::string NameOfTree(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::weakly_canonical(path, error);
  const std::string name = error ? "" : whole.filename().string();
  return name.empty() ? "Files" : name;
}

serve::SiteOptions SiteOptionsOf(const Options& options) {
  serve::SiteOptions site;
  site.tree_name = NameOfTree(options.inputs.front());
  site.with_hidden = options.serve.with_hidden;
  site.cache_bytes = options.serve.cache_bytes;
  site.memory_limit = options.memory_limit;
  site.num_threads = options.num_threads;
  site.max_waiting = static_cast<size_t>(options.serve.max_waiting);
  site.kernels = options.kernels;
  site.version = GetBuildInfo().version;
  site.on_failure = [](const archive::Entry& entry, const Error& error) {
    PrintError(Printable(entry.disk_path) + ": " + error.message);
  };
  return site;
}

serve::ServerOptions ServerOptionsOf(const ServeOptions& options) {
  serve::ServerOptions server;
  server.address = options.address;
  server.port = options.port;
  server.max_connections = static_cast<size_t>(options.max_connections);
  server.host_names = options.host_names;
  return server;
}

}  // namespace

int RunServe(const Options& options) {
  const std::string& path = options.inputs.front();
  if (path == "-") return Fail("serve needs a directory");
  ReturnFreedMemory();
  RaiseDescriptorLimit(options.serve.max_connections);
  const sigset_t signals = BlockSignals();
  const Result<std::unique_ptr<archive::Tree>> tree = archive::Tree::Open(path);
  if (!tree.ok()) return Fail(Printable(path) + ": " + tree.error().message);
  std::unique_ptr<serve::AccessLog> log;
  if (!options.serve.log.empty()) {
    Result<std::unique_ptr<serve::AccessLog>> opened = serve::AccessLog::Open(options.serve.log);
    if (!opened.ok()) return Fail(Printable(options.serve.log) + ": " + opened.error().message);
    log = std::move(opened).value();
  }
  serve::ServerMetrics metrics;
  serve::Site site(*tree.value(), SiteOptionsOf(options), metrics);
  const Result<std::unique_ptr<serve::HttpServer>> server =
      serve::HttpServer::Start(ServerOptionsOf(options.serve), site, metrics, log.get());
  if (!server.ok()) {
    return Fail(fmt::format("{} port {}: {}", Printable(options.serve.address), options.serve.port,
                            server.error().message));
  }
  if (!options.quiet) {
    const std::string text =
        fmt::format("serving {} at {}\n", Printable(path), server.value()->url());
    // Standard output may be the log.
    if (options.serve.log == "-") {
      PrintStatus(text);
    } else if (!PrintOut(text)) {
      return kExitSomeFailed;
    }
  }
  WaitForEnd(signals, log.get());
  server.value()->Stop(kGrace);
  return kExitOk;
}

}  // namespace jackdaw::app
