// pixels, coefficients, headers: what is in a picture, as arrays that own the library's memory.
#include <pybind11/pybind11.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "jackdaw/parts.h"
#include "jackdaw/pixels.h"
#include "python/module/call.h"
#include "python/module/input_bytes.h"

namespace jackdaw::python {

namespace py = pybind11;

namespace {

// A row-major array with the buffer protocol, so that NumPy looks at it without a copy.
template <class T>
struct Array {
  std::vector<T> values;
  std::vector<py::ssize_t> shape;

  py::buffer_info Buffer() {
    return py::buffer_info(values.data(), sizeof(T), py::format_descriptor<T>::format(),
                           static_cast<py::ssize_t>(shape.size()), shape,
                           py::detail::c_strides(shape, sizeof(T)));
  }
};

Array<uint8_t> PixelsOf(const py::object& source, const py::dict& options) {
  const InputBytes input(source);
  const CallOptions call = CallOptions::Of(options);
  CallMonitor monitor(call.progress, call.cancel);
  DecompressOptions decompress = call.ForDecompress(&monitor);
  decompress.restore = options["restore"].cast<bool>();
  const InputBytes restoration(options["restore_weights"]);
  decompress.restoration = {.weights = restoration.view(),
                            .all_orientations = options["all_orientations"].cast<bool>()};
  const InputBytes texture(options["texture_weights"]);
  decompress.texture = {.on = options["texture"].cast<bool>(), .weights = texture.view()};
  Pixels made = WithoutGil(&monitor, [&] { return DecompressPixels(input.view(), decompress); });
  std::vector<py::ssize_t> shape = {made.height, made.width};
  if (made.channels > 1) shape.push_back(made.channels);
  return {std::move(made.samples), std::move(shape)};
}

// (width, height, precision, progressive, [(id, h, v, quantization table, levels), ...])
py::tuple CoefficientsOf(const py::object& source, const py::dict& options) {
  const InputBytes input(source);
  const CallOptions call = CallOptions::Of(options);
  CallMonitor monitor(call.progress, call.cancel);
  const DecompressOptions decompress = call.ForDecompress(&monitor);
  Coefficients made =
      WithoutGil(&monitor, [&] { return DecompressCoefficients(input.view(), decompress); });
  py::list components;
  for (ComponentCoefficients& c : made.components) {
    Array<uint16_t> table{{c.quant_table.begin(), c.quant_table.end()}, {64}};
    Array<int16_t> levels{std::move(c.levels), {c.height_blocks, c.width_blocks, 64}};
    components.append(py::make_tuple(c.id, c.h, c.v, std::move(table), std::move(levels)));
  }
  return py::make_tuple(made.width_px, made.height_px, made.precision, made.progressive,
                        components);
}

py::bytes HeadersOf(const py::object& source, const py::dict& options) {
  const InputBytes input(source);
  const CallOptions call = CallOptions::Of(options);
  CallMonitor monitor(call.progress, call.cancel);
  const DecompressOptions decompress = call.ForDecompress(&monitor);
  return ToBytes(WithoutGil(&monitor, [&] { return DecompressHeaders(input.view(), decompress); }));
}

template <class T>
void AddArray(py::module_* module, const char* name) {
  py::class_<Array<T>>(*module, name, py::buffer_protocol()).def_buffer(&Array<T>::Buffer);
}

}  // namespace

void AddPictures(py::module_* module) {
  AddArray<uint8_t>(module, "Array8");
  AddArray<uint16_t>(module, "ArrayU16");
  AddArray<int16_t>(module, "Array16");
  module->def("pixels", &PixelsOf);
  module->def("coefficients", &CoefficientsOf);
  module->def("headers", &HeadersOf);
  py::tuple zigzag(kZigzag.size());
  for (size_t i = 0; i < kZigzag.size(); ++i) zigzag[i] = kZigzag[i];
  module->attr("ZIGZAG") = zigzag;
}

}  // namespace jackdaw::python
