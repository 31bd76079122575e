// The functions of the C API that need an encoder, over the C++ API.
#include "codec/api/c_handles.h"
#include "codec/api/json.h"
#include "jackdaw/lossy.h"

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
  }
  auto result = CompressLossy(input, lossy);
  if (!result.ok()) return SetError(result.error(), buffer);
  LossyResult& made = result.value();
  buffer->bytes = std::move(made.bytes);
  buffer->outcome = JACKDAW_MODELLED;
  buffer->lossless = made.lossless;
  buffer->lambda = made.lambda;
  buffer->psnr_db = made.psnr_db;
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
  TranscodeResult& made = result.value();
  buffer->bytes = std::move(made.bytes);
  buffer->lossless = made.lossless;
  buffer->copied = made.copied;
  buffer->progressive = made.progressive;
  buffer->lambda = made.lambda;
  buffer->psnr_db = made.psnr_db;
  return JACKDAW_OK;
}

jackdaw_status PixelsTo(std::span<const uint8_t> input, const jackdaw_options* options,
                        jackdaw_buffer* buffer) {
  auto result = DecompressPixels(input, DecompressOptionsOf(options));
  if (!result.ok()) return SetError(result.error(), buffer);
  Pixels& pixels = result.value();
  buffer->bytes = std::move(pixels.samples);
  buffer->width = pixels.width;
  buffer->height = pixels.height;
  buffer->channels = pixels.channels;
  return JACKDAW_OK;
}

jackdaw_status InspectTo(std::span<const uint8_t> input, const jackdaw_options* options,
                         jackdaw_buffer* buffer) {
  const auto result = Inspect(input, DecompressOptionsOf(options));
  if (!result.ok()) return SetError(result.error(), buffer);
  const std::string json = InfoToJson(result.value());
  buffer->bytes.assign(json.begin(), json.end());
  buffer->outcome = static_cast<jackdaw_outcome>(result.value().outcome);
  return JACKDAW_OK;
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

jackdaw_status jackdaw_decompress_pixels(const uint8_t* data, size_t size,
                                         const jackdaw_options* options, jackdaw_buffer** out) {
  return api::Convert(api::PixelsTo, data, size, options, out);
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

}  // extern "C"
