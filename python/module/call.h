// How every function of the module calls the library.
#ifndef JACKDAW_PYTHON_MODULE_CALL_H_
#define JACKDAW_PYTHON_MODULE_CALL_H_

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "jackdaw/transcode.h"
#include "python/module/call_monitor.h"
#include "python/module/errors.h"
#include "python/module/input_bytes.h"

namespace jackdaw::python {

// What all calls take; jackdaw/_options.py makes it.
struct CallOptions {
  int threads = 1;
  uint64_t memory_limit = uint64_t{1} << 30;
  std::string kernels;
  pybind11::object progress, cancel;  // functions or None

  static CallOptions Of(const pybind11::dict& options);
  DecompressOptions ForDecompress(CallMonitor* monitor) const {
    return {.num_threads = threads,
            .memory_limit = memory_limit,
            .monitor = monitor->Functions(),
            .kernels = kernels};
  }
};

// Runs call(), which returns a Result, without the GIL, and gives its value or throws.
template <class Function>
auto WithoutGil(CallMonitor* monitor, Function call) {
  auto result = [&] {
    const pybind11::gil_scoped_release release;
    return call();
  }();
  monitor->Rethrow();
  if (!result.ok()) Raise(result.error());
  return std::move(result).value();
}

inline pybind11::bytes ToBytes(const std::vector<uint8_t>& bytes) {
  return pybind11::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

// What all calls with a loss take beside the target; _options.py makes it.
struct LossSettings {
  explicit LossSettings(const pybind11::dict& options);

  // Also for TranscodeOptions and EncodeOptions. *to views this.
  template <class Options>
  void Set(Options* to) const {
    to->tune = tune;
    to->attention = {.on = !attention.view().empty(), .weights = attention.view()};
    to->refine = refine;
  }

  Tune tune;
  InputBytes attention;  // a file of networks, or nothing
  int refine;
};

// Names of arguments to what they stand for; InvalidArgumentError for others.
LossTarget TargetOf(const std::string& name);
Tune TuneOf(const std::string& name);
ScanChoice ScansOf(const std::string& name);

// What each file adds to the module.
void AddCodec(pybind11::module_* module);
void AddEncode(pybind11::module_* module);
void AddInfo(pybind11::module_* module);
void AddPictures(pybind11::module_* module);

}  // namespace jackdaw::python

#endif  // JACKDAW_PYTHON_MODULE_CALL_H_
