// The bytes of a Python object, for a call that runs without the GIL.
#ifndef JACKDAW_PYTHON_MODULE_INPUT_BYTES_H_
#define JACKDAW_PYTHON_MODULE_INPUT_BYTES_H_

#include <pybind11/pybind11.h>

#include <cstdint>
#include <span>
#include <vector>

namespace jackdaw::python {

// Holds a `bytes` object as it is. Anything else with a buffer is copied: another thread may change
// it while the library reads it. Made and destroyed with the GIL held; view() needs none.
class InputBytes {
 public:
  // Throws TypeError for objects without a buffer, BufferError for those that are not contiguous.
  explicit InputBytes(const pybind11::object& object);

  std::span<const uint8_t> view() const { return view_; }

 private:
  pybind11::object object_;
  std::vector<uint8_t> copy_;
  std::span<const uint8_t> view_;
};

}  // namespace jackdaw::python

#endif  // JACKDAW_PYTHON_MODULE_INPUT_BYTES_H_
