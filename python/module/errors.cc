#include "python/module/errors.h"

#include <pybind11/pybind11.h>

namespace jackdaw::python {

namespace py = pybind11;

void Raise(const Error& error) {
  const py::object exception =
      py::module_::import("jackdaw._errors")
          .attr("from_native")(
              ErrorCodeName(error.code), error.offset,
              py::str(py::bytes(error.message).attr("decode")("utf-8", "replace")));
  PyErr_SetObject(py::type::handle_of(exception).ptr(), exception.ptr());
  throw py::error_already_set();
}

}  // namespace jackdaw::python
