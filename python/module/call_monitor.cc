#include "python/module/call_monitor.h"

#include <utility>

namespace jackdaw::python {

namespace py = pybind11;

namespace {

constexpr std::chrono::milliseconds kBetweenQuestions{20};

std::chrono::steady_clock::rep Ticks(std::chrono::steady_clock::time_point time) {
  return time.time_since_epoch().count();
}

}  // namespace

CallMonitor::CallMonitor(py::object progress, py::object cancel)
    : progress_(std::move(progress)),
      cancel_(std::move(cancel)),
      next_question_(Ticks(Clock::now())),
      next_signal_check_(Ticks(Clock::now())) {}

CallMonitor::~CallMonitor() {
  Py_XDECREF(type_);
  Py_XDECREF(value_);
  Py_XDECREF(traceback_);
}

Monitor CallMonitor::Functions() {
  Monitor monitor;
  if (!progress_.is_none()) {
    monitor.progress = [this](uint32_t per_mille) { Report(per_mille); };
  }
  monitor.cancelled = [this] { return IsCancelled(); };
  return monitor;
}

void CallMonitor::Rethrow() {
  if (type_ == nullptr) return;
  PyErr_Restore(std::exchange(type_, nullptr), std::exchange(value_, nullptr),
                std::exchange(traceback_, nullptr));
  throw py::error_already_set();
}

// The first one counts.
void CallMonitor::KeepException() {
  stopped_ = true;
  if (type_ != nullptr) {
    PyErr_Clear();
    return;
  }
  PyErr_Fetch(&type_, &value_, &traceback_);
}

void CallMonitor::Report(uint32_t per_mille) {
  if (stopped_) return;
  const py::gil_scoped_acquire gil;
  PyObject* result = PyObject_CallFunction(progress_.ptr(), "d", per_mille / 1000.0);
  if (result == nullptr) KeepException();
  Py_XDECREF(result);
}

bool CallMonitor::IsCancelled() {
  if (stopped_) return true;
  const Clock::time_point now = Clock::now();
  const bool is_caller = std::this_thread::get_id() == caller_;
  const bool check_signals = is_caller && Ticks(now) >= next_signal_check_;
  Clock::rep due = next_question_;
  const bool ask = !cancel_.is_none() && Ticks(now) >= due &&
                   next_question_.compare_exchange_strong(due, Ticks(now + kBetweenQuestions));
  if (!check_signals && !ask) return false;
  if (check_signals) next_signal_check_ = Ticks(now + kBetweenQuestions);
  const py::gil_scoped_acquire gil;
  // Signals run their handlers on Python's main thread alone; elsewhere this does nothing.
  if (check_signals && PyErr_CheckSignals() != 0) KeepException();
  if (ask && !stopped_ && AskCancel()) stopped_ = true;
  return stopped_;
}

bool CallMonitor::AskCancel() {
  PyObject* answer = PyObject_CallNoArgs(cancel_.ptr());
  const int truth = answer == nullptr ? -1 : PyObject_IsTrue(answer);
  Py_XDECREF(answer);
  if (truth < 0) KeepException();
  return truth != 0;
}

}  // namespace jackdaw::python
