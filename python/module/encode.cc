// encode: image files or arrays of samples to JPEG and lossy .jkd files.
#include "jackdaw/encode.h"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "apps/images/image_file.h"
#include "python/module/call.h"
#include "python/module/input_bytes.h"

namespace jackdaw::python {

namespace py = pybind11;

namespace {

[[noreturn]] void Invalid(const std::string& message) {
  Raise(Error{ErrorCode::kInvalidArgument, 0, message});
}

ChromaSampling SamplingOf(const std::string& name) {
  if (name == "auto") return ChromaSampling::kAuto;
  if (name == "444") return ChromaSampling::k444;
  if (name == "422") return ChromaSampling::k422;
  if (name == "420") return ChromaSampling::k420;
  Invalid("sampling must be auto, 444, 422 or 420, not " + name);
}

const char* NameOf(ChromaSampling sampling) {
  switch (sampling) {
    case ChromaSampling::k422:
      return "422";
    case ChromaSampling::k420:
      return "420";
    case ChromaSampling::kAuto:
    case ChromaSampling::k444:
      break;
  }
  return "444";
}

EncodeOptions EncodeOptionsOf(const std::string& target, double value, const py::dict& options,
                              const LossSettings& loss, const CallOptions& call,
                              CallMonitor* monitor) {
  EncodeOptions out;
  out.kind =
      options["format"].cast<std::string>() == "jkd" ? EncodedKind::kJkd : EncodedKind::kJpeg;
  out.target = TargetOf(target);
  out.value = value;
  loss.Set(&out);
  out.sampling = SamplingOf(options["sampling"].cast<std::string>());
  out.scans = ScansOf(options["scans"].cast<std::string>());
  out.compress.num_threads = call.threads;
  out.compress.memory_limit = call.memory_limit;
  out.compress.verify = options["verify"].cast<bool>();
  out.compress.monitor = monitor->Functions();
  out.compress.kernels = call.kernels;
  return out;
}

// (bytes, lambda, psnr_db, psnr_y_db, sampling, progressive)
py::tuple TupleOf(const EncodeResult& made) {
  return py::make_tuple(ToBytes(made.bytes), made.lambda, made.psnr_db, made.psnr_luma_db,
                        NameOf(made.sampling), made.progressive);
}

py::tuple EncodeFileBytes(const py::object& source, const std::string& target, double value,
                          const py::dict& options) {
  const InputBytes input(source);
  const CallOptions call = CallOptions::Of(options);
  CallMonitor monitor(call.progress, call.cancel);
  const LossSettings loss(options);
  EncodeOptions encode = EncodeOptionsOf(target, value, options, loss, call, &monitor);
  images::ReadOptions read{.memory_limit = call.memory_limit};
  if (!options["background"].is_none()) {
    read.background = images::Colour{};
    const auto colour = options["background"].cast<std::vector<int>>();
    if (colour.size() != 3) Invalid("background must be three numbers from 0 to 255");
    for (size_t c = 0; c < 3; ++c) {
      if (colour[c] < 0 || colour[c] > 255) Invalid("background must be numbers from 0 to 255");
      (*read.background)[c] = static_cast<uint8_t>(colour[c]);
    }
  }
  const images::ImageFile image = WithoutGil(&monitor, [&]() -> Result<images::ImageFile> {
    try {
      return images::ReadImageFile(input.view(), read);
    } catch (const std::bad_alloc&) {
      return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
    }
  });
  encode.icc = image.icc;
  encode.exif = image.exif;
  return TupleOf(WithoutGil(&monitor, [&] { return Encode(image.raster.View(), encode); }));
}

// samples: contiguous, [height][width][channels] in bytes or, is_wide, native 16-bit integers.
py::tuple EncodeSamples(const py::object& samples, uint32_t width, uint32_t height, int channels,
                        bool is_wide, const std::string& target, double value,
                        const py::dict& options) {
  const InputBytes input(samples);
  const CallOptions call = CallOptions::Of(options);
  CallMonitor monitor(call.progress, call.cancel);
  const LossSettings loss(options);
  EncodeOptions encode = EncodeOptionsOf(target, value, options, loss, call, &monitor);
  const InputBytes icc(options["icc"]), exif(options["exif"]);
  encode.icc = icc.view();
  encode.exif = exif.view();
  PixelView view{.width = width, .height = height, .channels = channels};
  std::vector<uint16_t> wide;
  if (is_wide) {
    wide.resize(input.view().size() / sizeof(uint16_t));
    std::copy_n(input.view().begin(), wide.size() * sizeof(uint16_t),
                reinterpret_cast<uint8_t*>(wide.data()));
    view.samples16 = wide;
  } else {
    view.samples8 = input.view();
  }
  return TupleOf(WithoutGil(&monitor, [&] { return Encode(view, encode); }));
}

}  // namespace

void AddEncode(py::module_* module) {
  module->def("encode_file", &EncodeFileBytes);
  module->def("encode_samples", &EncodeSamples);
}

}  // namespace jackdaw::python
