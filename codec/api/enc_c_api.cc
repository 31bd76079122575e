// The functions of the C API that need an encoder, over the C++ API.
#include <algorithm>

#include "codec/api/c_handles.h"
#include "jackdaw/lossy.h"

static_assert(static_cast<int>(jackdaw::LossTarget::kQuality) == JACKDAW_TARGET_QUALITY);
static_assert(static_cast<int>(jackdaw::LossTarget::kLambda) == JACKDAW_TARGET_LAMBDA);
static_assert(static_cast<int>(jackdaw::LossTarget::kBitsPerPixel) ==
              JACKDAW_TARGET_BITS_PER_PIXEL);
static_assert(static_cast<int>(jackdaw::LossTarget::kPsnr) == JACKDAW_TARGET_PSNR);
static_assert(static_cast<int>(jackdaw::LossTarget::kSize) == JACKDAW_TARGET_SIZE);
static_assert(static_cast<int>(jackdaw::LossTarget::kPsnrLuma) == JACKDAW_TARGET_PSNR_Y);
static_assert(static_cast<int>(jackdaw::Tune::kVisual) == JACKDAW_TUNE_VISUAL);
static_assert(static_cast<int>(jackdaw::Tune::kPsnr) == JACKDAW_TUNE_PSNR);
static_assert(static_cast<int>(jackdaw::ScanChoice::kSmaller) == JACKDAW_SCANS_SMALLER);
static_assert(static_cast<int>(jackdaw::ScanChoice::kBaseline) == JACKDAW_SCANS_BASELINE);
static_assert(static_cast<int>(jackdaw::ScanChoice::kProgressive) == JACKDAW_SCANS_PROGRESSIVE);

namespace jackdaw::api {
namespace {

jackdaw_status CompressTo(std::span<const uint8_t> input, const jackdaw_options* options,
                          jackdaw_buffer* buffer) {
  auto result = Compress(input, CompressOptionsOf(options));
  if (!result.ok()) return SetError(result.error(), buffer);
  buffer->bytes = std::move(result.value().bytes);
  buffer->outcome = static_cast<jackdaw_outcome>(result.value().outcome);
  buffer->message = std::move(result.value().reason);
  return JACKDAW_OK;
}

jackdaw_status CompressLossyTo(std::span<const uint8_t> input, const jackdaw_options* options,
                               jackdaw_buffer* buffer) {
  LossyOptions lossy;
  lossy.compress = CompressOptionsOf(options);
  if (options != nullptr) {
    lossy.target = options->loss.target;
    lossy.value = options->loss.value;
    lossy.tune = options->loss.tune;
    lossy.attention = options->loss.attention;
    lossy.refine = options->loss.refine;
  }
  auto result = CompressLossy(input, lossy);
  if (!result.ok()) return SetError(result.error(), buffer);
  LossyResult& made = result.value();
  buffer->bytes = std::move(made.bytes);
  buffer->outcome = JACKDAW_MODELLED;
  buffer->loss.lossless = made.lossless;
  buffer->loss.lambda = made.lambda;
  buffer->loss.psnr_db = made.psnr_db;
  buffer->loss.psnr_luma_db = made.psnr_luma_db;
  buffer->loss.warnings = std::move(made.warnings);
  return JACKDAW_OK;
}

jackdaw_status TranscodeTo(std::span<const uint8_t> input, const jackdaw_options* options,
                           jackdaw_buffer* buffer) {
  TranscodeOptions transcode;
  if (options != nullptr) transcode = options->loss;
  transcode.memory_limit = CompressOptionsOf(options).memory_limit;
  transcode.monitor = CompressOptionsOf(options).monitor;
  auto result = Transcode(input, transcode);
  if (!result.ok()) return SetError(result.error(), buffer);
  buffer->loss = std::move(result).value();
  buffer->bytes = std::move(buffer->loss.bytes);
  return JACKDAW_OK;
}

jackdaw_status PixelsTo(std::span<const uint8_t> input, const jackdaw_options* options,
                        jackdaw_buffer* buffer) {
  return SetPixels(DecompressPixels(input, DecompressOptionsOf(options)), buffer);
}

jackdaw_status CoefficientsTo(std::span<const uint8_t> input, const jackdaw_options* options,
                              jackdaw_buffer* buffer) {
  auto result = DecompressCoefficients(input, DecompressOptionsOf(options));
  if (!result.ok()) return SetError(result.error(), buffer);
  buffer->coefficients = std::move(result).value();
  buffer->width = buffer->coefficients.width_px;
  buffer->height = buffer->coefficients.height_px;
  buffer->loss.progressive = buffer->coefficients.progressive;
  for (const ComponentCoefficients& component : buffer->coefficients.components) {
    jackdaw_component view = {};
    view.id = component.id;
    view.h = component.h;
    view.v = component.v;
    std::copy(component.quant_table.begin(), component.quant_table.end(), view.quant_table);
    view.width_blocks = component.width_blocks;
    view.height_blocks = component.height_blocks;
    view.levels = component.levels.data();
    buffer->components.push_back(view);
  }
  return JACKDAW_OK;
}

jackdaw_status InspectTo(std::span<const uint8_t> input, const jackdaw_options* options,
                         jackdaw_buffer* buffer) {
  const auto result = Inspect(input, DecompressOptionsOf(options));
  if (!result.ok()) return SetError(result.error(), buffer);
  SetInfo(result.value(), buffer);
  return JACKDAW_OK;
}

const char* LineOf(const std::vector<std::string>& lines, size_t number) {
  return number < lines.size() ? lines[number].c_str() : nullptr;
}

using Conversion = jackdaw_status(std::span<const uint8_t>, const jackdaw_options*,
                                  jackdaw_buffer*);

jackdaw_status Convert(Conversion* conversion, const uint8_t* data, size_t size,
                       const jackdaw_options* options, jackdaw_buffer** out) {
  return RunC(data, size, out, [&](jackdaw_buffer* buffer) {
    return conversion(View(data, size), options, buffer);
  });
}

}  // namespace
}  // namespace jackdaw::api

namespace api = jackdaw::api;

extern "C" {

void jackdaw_options_set_target(jackdaw_options* options, jackdaw_target target, double value) {
  options->loss.target = static_cast<jackdaw::LossTarget>(target);
  options->loss.value = value;
}
void jackdaw_options_set_tune(jackdaw_options* options, jackdaw_tune tune) {
  options->loss.tune = static_cast<jackdaw::Tune>(tune);
}
jackdaw_status jackdaw_options_set_attention(jackdaw_options* options, const uint8_t* data,
                                             size_t size) {
  const jackdaw_status status = api::SetBytes(data, size, &options->attention);
  options->loss.attention = {.on = !options->attention.empty(), .weights = options->attention};
  return status;
}
void jackdaw_options_set_refine(jackdaw_options* options, int num_codings) {
  options->loss.refine = num_codings;
}
void jackdaw_options_set_scans(jackdaw_options* options, jackdaw_scans scans) {
  options->loss.scans = static_cast<jackdaw::ScanChoice>(scans);
}
void jackdaw_options_set_strip(jackdaw_options* options, int strip) {
  const auto has = [strip](int part) { return (strip & part) != 0; };
  options->loss.strip = {.metadata = has(JACKDAW_STRIP_METADATA),
                         .orientation = has(JACKDAW_STRIP_ORIENTATION),
                         .gps = has(JACKDAW_STRIP_GPS),
                         .previews = has(JACKDAW_STRIP_PREVIEWS)};
}

jackdaw_status jackdaw_compress(const uint8_t* data, size_t size, const jackdaw_options* options,
                                jackdaw_buffer** out) {
  return api::Convert(api::CompressTo, data, size, options, out);
}

jackdaw_status jackdaw_compress_lossy(const uint8_t* data, size_t size,
                                      const jackdaw_options* options, jackdaw_buffer** out) {
  return api::Convert(api::CompressLossyTo, data, size, options, out);
}

jackdaw_status jackdaw_transcode(const uint8_t* data, size_t size, const jackdaw_options* options,
                                 jackdaw_buffer** out) {
  return api::Convert(api::TranscodeTo, data, size, options, out);
}

jackdaw_status jackdaw_check_attention_networks(const uint8_t* data, size_t size,
                                                jackdaw_buffer** out) {
  return api::RunC(data, size, out, [&](jackdaw_buffer* buffer) {
    const jackdaw::Status status = jackdaw::CheckAttentionNetworks(api::View(data, size));
    return status.ok() ? JACKDAW_OK : api::SetError(status.error(), buffer);
  });
}

jackdaw_status jackdaw_decompress_pixels(const uint8_t* data, size_t size,
                                         const jackdaw_options* options, jackdaw_buffer** out) {
  return api::Convert(api::PixelsTo, data, size, options, out);
}

jackdaw_status jackdaw_decompress_coefficients(const uint8_t* data, size_t size,
                                               const jackdaw_options* options,
                                               jackdaw_buffer** out) {
  return api::Convert(api::CoefficientsTo, data, size, options, out);
}

jackdaw_status jackdaw_inspect(const uint8_t* data, size_t size, const jackdaw_options* options,
                               jackdaw_buffer** out) {
  return api::Convert(api::InspectTo, data, size, options, out);
}

jackdaw_status jackdaw_compress_stream(jackdaw_read_function read, jackdaw_write_function write,
                                       void* user, const jackdaw_options* options,
                                       jackdaw_buffer** out) {
  return api::RunStream(read, write, user, options, out,
                        [&](std::span<const uint8_t> input, jackdaw_buffer* buffer) {
                          return api::CompressTo(input, options, buffer);
                        });
}

int jackdaw_buffer_lossless(const jackdaw_buffer* buffer) { return buffer->loss.lossless ? 1 : 0; }
double jackdaw_buffer_lambda(const jackdaw_buffer* buffer) { return buffer->loss.lambda; }
double jackdaw_buffer_psnr_db(const jackdaw_buffer* buffer) { return buffer->loss.psnr_db; }
double jackdaw_buffer_psnr_y_db(const jackdaw_buffer* buffer) { return buffer->loss.psnr_luma_db; }
int jackdaw_buffer_copied(const jackdaw_buffer* buffer) { return buffer->loss.copied ? 1 : 0; }
int jackdaw_buffer_progressive(const jackdaw_buffer* buffer) {
  return buffer->loss.progressive ? 1 : 0;
}
size_t jackdaw_buffer_num_removed(const jackdaw_buffer* buffer) {
  return buffer->loss.removed.size();
}
const char* jackdaw_buffer_removed(const jackdaw_buffer* buffer, size_t number) {
  return api::LineOf(buffer->loss.removed, number);
}
size_t jackdaw_buffer_num_warnings(const jackdaw_buffer* buffer) {
  return buffer->loss.warnings.size();
}
const char* jackdaw_buffer_warning(const jackdaw_buffer* buffer, size_t number) {
  return api::LineOf(buffer->loss.warnings, number);
}
size_t jackdaw_buffer_num_components(const jackdaw_buffer* buffer) {
  return buffer->components.size();
}
const jackdaw_component* jackdaw_buffer_component(const jackdaw_buffer* buffer, size_t number) {
  return number < buffer->components.size() ? &buffer->components[number] : nullptr;
}
int jackdaw_buffer_precision(const jackdaw_buffer* buffer) {
  return buffer->components.empty() ? 0 : buffer->coefficients.precision;
}

}  // extern "C"
