// Progress and cancellation of one call, by Python functions and by Ctrl-C.
#ifndef JACKDAW_PYTHON_MODULE_CALL_MONITOR_H_
#define JACKDAW_PYTHON_MODULE_CALL_MONITOR_H_

#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "jackdaw/monitor.h"

namespace jackdaw::python {

// Lives on the stack of the thread that makes the call, around it. What a callback raises, and
// KeyboardInterrupt, stops the call; Rethrow() passes it on.
class CallMonitor {
 public:
  // Either may be None. REQUIRES: the GIL, and that it is released while the call runs.
  CallMonitor(pybind11::object progress, pybind11::object cancel);
  ~CallMonitor();
  CallMonitor(const CallMonitor&) = delete;
  CallMonitor& operator=(const CallMonitor&) = delete;

  // Functions that refer to this object.
  Monitor Functions();
  // REQUIRES: the GIL; the call has returned.
  void Rethrow();

 private:
  using Clock = std::chrono::steady_clock;

  void Report(uint32_t per_mille);
  bool IsCancelled();
  // With the GIL.
  bool AskCancel();
  void KeepException();

  const pybind11::object progress_, cancel_;
  const std::thread::id caller_ = std::this_thread::get_id();
  std::atomic<bool> stopped_ = false;
  // When the functions in Python are asked again; the library asks far more often than they can
  // answer.
  std::atomic<Clock::rep> next_question_;
  Clock::rep next_signal_check_;  // of the caller's thread alone
  PyObject *type_ = nullptr, *value_ = nullptr, *traceback_ = nullptr;  // guarded by the GIL
};

}  // namespace jackdaw::python

#endif  // JACKDAW_PYTHON_MODULE_CALL_MONITOR_H_
