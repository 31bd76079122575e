#include "python/module/input_bytes.h"

namespace jackdaw::python {

namespace py = pybind11;

InputBytes::InputBytes(const py::object& object) {
  if (PyBytes_CheckExact(object.ptr())) {
    object_ = object;
    view_ = {reinterpret_cast<const uint8_t*>(PyBytes_AS_STRING(object.ptr())),
             static_cast<size_t>(PyBytes_GET_SIZE(object.ptr()))};
    return;
  }
  Py_buffer buffer;
  if (PyObject_GetBuffer(object.ptr(), &buffer, PyBUF_SIMPLE) != 0) throw py::error_already_set();
  const auto* begin = static_cast<const uint8_t*>(buffer.buf);
  try {
    copy_.assign(begin, begin + buffer.len);
  } catch (...) {
    PyBuffer_Release(&buffer);
    throw;
  }
  PyBuffer_Release(&buffer);
  view_ = copy_;
}

}  // namespace jackdaw::python
