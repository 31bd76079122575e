#include "apps/jackdaw/system/signals.h"

#include <pthread.h>

#include <array>
#include <utility>

namespace jackdaw::app {
namespace {

// The signal that the destructor sends to the thread; it is directed at that thread only.
constexpr int kWakeUp = SIGUSR1;

bool IsIgnored(int signal_number) {
  struct sigaction action;
  return sigaction(signal_number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

SignalWatcher::SignalWatcher(std::function<void()> on_signal) : on_signal_(std::move(on_signal)) {
  sigemptyset(&signals_);
  for (int signal_number : std::array{SIGINT, SIGTERM, SIGHUP}) {
    if (!IsIgnored(signal_number)) sigaddset(&signals_, signal_number);
  }
  sigaddset(&signals_, kWakeUp);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  thread_ = std::thread([this] { Watch(); });
}

SignalWatcher::~SignalWatcher() {
  stop_ = true;
  pthread_kill(thread_.native_handle(), kWakeUp);
  thread_.join();
}

void SignalWatcher::Watch() {
  int signal_number = kWakeUp;
  while (signal_number == kWakeUp) {
    if (sigwait(&signals_, &signal_number) != 0) continue;
    if (stop_ && signal_number == kWakeUp) return;
  }
  on_signal_();
  std::signal(signal_number, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal_number);
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  std::raise(signal_number);
}

}  // namespace jackdaw::app
