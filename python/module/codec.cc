// compress, decompress, transcode.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <string>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "jackdaw/transcode.h"
#include "python/module/call.h"
#include "python/module/input_bytes.h"

namespace jackdaw::python {

namespace py = pybind11;

namespace {

[[noreturn]] void Invalid(const std::string& message) {
  Raise(Error{ErrorCode::kInvalidArgument, 0, message});
}

CompressOptions CompressOptionsOf(const py::dict& options, const CallOptions& call,
                                  CallMonitor* monitor) {
  const auto name = options["preset"].cast<std::string>();
  const std::optional<Preset> preset = FindPreset(name);
  if (!preset.has_value()) Invalid("no preset is named " + name);
  CompressOptions out;
  out.num_threads = call.threads;
  out.memory_limit = call.memory_limit;
  out.preset = *preset;
  out.verify = options["verify"].cast<bool>();
  out.num_slices = options["slices"].cast<uint32_t>();
  out.file_name = options["file_name"].cast<std::string>();
  out.monitor = monitor->Functions();
  out.kernels = call.kernels;
  return out;
}

// (bytes, outcome, reason)
py::tuple CompressBytes(const py::object& source, const py::dict& options) {
  const InputBytes input(source);
  const CallOptions call = CallOptions::Of(options);
  CallMonitor monitor(call.progress, call.cancel);
  const CompressOptions compress = CompressOptionsOf(options, call, &monitor);
  const CompressResult made =
      WithoutGil(&monitor, [&] { return Compress(input.view(), compress); });
  return py::make_tuple(ToBytes(made.bytes), OutcomeName(made.outcome), made.reason);
}

// (bytes, lossless, lambda, psnr_db, psnr_y_db, warnings)
py::tuple CompressBytesLossy(const py::object& source, const std::string& target, double value,
                             const py::dict& options) {
  const InputBytes input(source);
  const CallOptions call = CallOptions::Of(options);
  CallMonitor monitor(call.progress, call.cancel);
  LossyOptions lossy;
  lossy.target = TargetOf(target);
  lossy.value = value;
  const LossSettings loss(options);
  loss.Set(&lossy);
  lossy.compress = CompressOptionsOf(options, call, &monitor);
  const LossyResult made = WithoutGil(&monitor, [&] { return CompressLossy(input.view(), lossy); });
  return py::make_tuple(ToBytes(made.bytes), made.lossless, made.lambda, made.psnr_db,
                        made.psnr_luma_db, made.warnings);
}

// (bytes, stored file name)
py::tuple DecompressBytes(const py::object& source, const py::dict& options) {
  const InputBytes input(source);
  const CallOptions call = CallOptions::Of(options);
  CallMonitor monitor(call.progress, call.cancel);
  const DecompressOptions decompress = call.ForDecompress(&monitor);
  const DecompressResult made =
      WithoutGil(&monitor, [&] { return Decompress(input.view(), decompress); });
  return py::make_tuple(ToBytes(made.bytes), py::bytes(made.file_name));
}

// (bytes, lossless, lambda, psnr_db, psnr_y_db, copied, progressive, removed, warnings)
py::tuple TranscodeBytes(const py::object& source, const std::string& target, double value,
                         const py::dict& options) {
  const InputBytes input(source);
  const CallOptions call = CallOptions::Of(options);
  CallMonitor monitor(call.progress, call.cancel);
  TranscodeOptions transcode;
  transcode.target = TargetOf(target);
  transcode.value = value;
  const LossSettings loss(options);
  loss.Set(&transcode);
  transcode.scans = ScansOf(options["scans"].cast<std::string>());
  for (const auto& part : options["strip"].cast<std::vector<std::string>>()) {
    transcode.strip.metadata |= part == "metadata";
    transcode.strip.orientation |= part == "orientation";
    transcode.strip.gps |= part == "gps";
    transcode.strip.previews |= part == "previews";
  }
  transcode.memory_limit = call.memory_limit;
  transcode.monitor = monitor.Functions();
  const TranscodeResult made =
      WithoutGil(&monitor, [&] { return Transcode(input.view(), transcode); });
  return py::make_tuple(ToBytes(made.bytes), made.lossless, made.lambda, made.psnr_db,
                        made.psnr_luma_db, made.copied, made.progressive, made.removed,
                        made.warnings);
}

}  // namespace

LossSettings::LossSettings(const py::dict& options)
    : tune(TuneOf(options["tune"].cast<std::string>())),
      attention(options["attention"]),
      refine(options["refine"].cast<int>()) {}

LossTarget TargetOf(const std::string& name) {
  if (name == "quality") return LossTarget::kQuality;
  if (name == "lambda") return LossTarget::kLambda;
  if (name == "bits_per_pixel") return LossTarget::kBitsPerPixel;
  if (name == "psnr") return LossTarget::kPsnr;
  if (name == "psnr_y") return LossTarget::kPsnrLuma;
  if (name == "size") return LossTarget::kSize;
  Invalid("no target is named " + name);
}

Tune TuneOf(const std::string& name) {
  if (name == "visual") return Tune::kVisual;
  if (name == "psnr") return Tune::kPsnr;
  Invalid("tune must be visual or psnr, not " + name);
}

ScanChoice ScansOf(const std::string& name) {
  if (name == "smaller") return ScanChoice::kSmaller;
  if (name == "baseline") return ScanChoice::kBaseline;
  if (name == "progressive") return ScanChoice::kProgressive;
  Invalid("scans must be smaller, baseline or progressive, not " + name);
}

void AddCodec(py::module_* module) {
  module->def("compress", &CompressBytes);
  module->def("compress_lossy", &CompressBytesLossy);
  module->def("decompress", &DecompressBytes);
  module->def("transcode", &TranscodeBytes);
}

}  // namespace jackdaw::python
