// inspect, summary, hashes: facts about files. Reports are the JSON of docs/json.md.
#include <pybind11/functional.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "jackdaw/jackdaw.h"
#include "jackdaw/summary.h"
#include "python/module/call.h"
#include "python/module/input_bytes.h"

namespace jackdaw::python {

namespace py = pybind11;

namespace {

std::string InspectBytes(const py::object& source, const py::dict& options) {
  const InputBytes input(source);
  const CallOptions call = CallOptions::Of(options);
  CallMonitor monitor(call.progress, call.cancel);
  const DecompressOptions decompress = call.ForDecompress(&monitor);
  return InfoToJson(WithoutGil(&monitor, [&] { return Inspect(input.view(), decompress); }));
}

std::string JsonOf(const Result<Summary>& summary) {
  if (!summary.ok()) Raise(summary.error());
  return InfoToJson(ToFileInfo(summary.value()));
}

// A summary takes microseconds: the GIL is kept.
std::string SummaryOfBytes(const py::object& source) {
  const InputBytes input(source);
  return JsonOf(ReadSummary(input.view()));
}

// read_at(offset, size) returns bytes, fewer at the end of the file. What it raises is passed on.
std::string SummaryOfFile(const py::function& read_at, uint64_t size) {
  std::optional<py::error_already_set> raised;
  const ReadAt read = [&](uint64_t offset, std::span<uint8_t> out) {
    try {
      const py::bytes part = read_at(offset, out.size());
      const std::string_view view = part;
      if (view.size() != out.size()) return false;
      std::memcpy(out.data(), view.data(), view.size());
      return true;
    } catch (const py::error_already_set& error) {
      raised = error;
      return false;
    }
  };
  const Result<Summary> summary = ReadSummary(read, size);
  if (raised.has_value()) throw py::error_already_set(*raised);
  return JsonOf(summary);
}

py::bytes HashOfBytes(const py::object& source) {
  const InputBytes input(source);
  std::array<uint8_t, 16> hash;
  {
    const py::gil_scoped_release release;
    hash = ContentHash(input.view());
  }
  return py::bytes(reinterpret_cast<const char*>(hash.data()), hash.size());
}

bool IsJkdBytes(const py::object& source) {
  // The signature alone: a large buffer is not copied for it.
  const py::object front = py::reinterpret_steal<py::object>(PyMemoryView_FromObject(source.ptr()));
  if (!front) throw py::error_already_set();
  const InputBytes input(front[py::slice(0, 16, 1)]);
  return IsJkd(input.view());
}

}  // namespace

void AddInfo(py::module_* module) {
  module->def("inspect", &InspectBytes);
  module->def("summary", &SummaryOfBytes);
  module->def("summary_at", &SummaryOfFile);
  module->def("content_hash", &HashOfBytes);
  module->def("is_jkd", &IsJkdBytes);
}

}  // namespace jackdaw::python
