// SIGINT, SIGTERM and SIGHUP as a request to end, for a program that then ends in its own way.
#ifndef JACKDAW_APPS_JACKDAW_MOUNT_END_SIGNALS_H_
#define JACKDAW_APPS_JACKDAW_MOUNT_END_SIGNALS_H_

#include <atomic>
#include <functional>
#include <thread>

namespace jackdaw::app {

// Holds these signals back until an EndSignals takes them, so that none ends the process before it
// can be ended well. Signals that are ignored, as by nohup, stay ignored. REQUIRES: no other thread
// was started yet.
void HoldEndSignals();

// While it lives, a thread of its own takes these signals. From the first one on it calls
// `request_end` again and again, until the object goes. Without a
// signal it calls `when_idle` every half minute.
// REQUIRES: HoldEndSignals was called.
class EndSignals {
 public:
  EndSignals(std::function<void()> request_end, std::function<void()> when_idle);
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;
  ~EndSignals();

 private:
  void Watch();

  const std::function<void()> request_end_, when_idle_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_MOUNT_END_SIGNALS_H_
