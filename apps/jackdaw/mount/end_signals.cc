#include "apps/jackdaw/mount/end_signals.h"

#include <pthread.h>

#include <array>
#include <chrono>
#include <csignal>
#include <utility>

namespace jackdaw::app {
namespace {

// What the destructor sends to the thread alone.
constexpr int kWakeUp = SIGUSR2;
constexpr time_t kIdleSeconds = 30;
constexpr auto kRepeat = std::chrono::milliseconds(20);

bool IsIgnored(int signal_number) {
  struct sigaction action;
  return sigaction(signal_number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

// Those that are not ignored, and the wake-up.
sigset_t TakenSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal_number : std::array{SIGINT, SIGTERM, SIGHUP}) {
    if (!IsIgnored(signal_number)) sigaddset(&signals, signal_number);
  }
  sigaddset(&signals, kWakeUp);
  return signals;
}

}  // namespace

void HoldEndSignals() {
  const sigset_t signals = TakenSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

EndSignals::EndSignals(std::function<void()> request_end, std::function<void()> when_idle)
    : request_end_(std::move(request_end)),
      when_idle_(std::move(when_idle)),
      thread_([this] { Watch(); }) {}

EndSignals::~EndSignals() {
  stop_ = true;
  pthread_kill(thread_.native_handle(), kWakeUp);
  thread_.join();
}

void EndSignals::Watch() {
  const sigset_t signals = TakenSignals();
  while (!stop_) {
    const struct timespec wait = {kIdleSeconds, 0};
    const int signal_number = sigtimedwait(&signals, nullptr, &wait);
    if (signal_number < 0) {
      when_idle_();
    } else if (signal_number != kWakeUp) {
      break;
    }
  }
  while (!stop_) {
    request_end_();
    std::this_thread::sleep_for(kRepeat);
  }
}

}  // namespace jackdaw::app
