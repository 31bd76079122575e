// Ends the process cleanly on SIGINT, SIGTERM and SIGHUP.
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_SIGNALS_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_SIGNALS_H_

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace jackdaw::app {

// While it lives, these signals are taken by a thread of its own, which calls on_signal() (any code
// is allowed there, unlike in a signal handler) and then lets the signal end the process. Signals
// that were ignored at the start (nohup) stay ignored.
//
// REQUIRES: made before any other thread, so that all of them inherit the signal mask.
class SignalWatcher {
 public:
  explicit SignalWatcher(std::function<void()> on_signal);
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;
  ~SignalWatcher();

 private:
  void Watch();

  std::function<void()> on_signal_;
  sigset_t signals_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_SIGNALS_H_
