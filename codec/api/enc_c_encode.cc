// Encode in the C API.
#include <limits>
#include <utility>

#include "codec/api/c_handles.h"
#include "jackdaw/encode.h"

static_assert(static_cast<int>(jackdaw::ChromaSampling::kAuto) == JACKDAW_SAMPLING_AUTO);
static_assert(static_cast<int>(jackdaw::ChromaSampling::k444) == JACKDAW_SAMPLING_444);
static_assert(static_cast<int>(jackdaw::ChromaSampling::k422) == JACKDAW_SAMPLING_422);
static_assert(static_cast<int>(jackdaw::ChromaSampling::k420) == JACKDAW_SAMPLING_420);
static_assert(static_cast<int>(jackdaw::EncodedKind::kJpeg) == JACKDAW_KIND_JPEG);
static_assert(static_cast<int>(jackdaw::EncodedKind::kJkd) == JACKDAW_KIND_JKD);

namespace jackdaw::api {
namespace {

EncodeOptions EncodeOptionsOf(jackdaw_kind kind, const jackdaw_options* options) {
  EncodeOptions encode;
  encode.kind = static_cast<EncodedKind>(kind);
  encode.value = 100;
  encode.compress = CompressOptionsOf(options);
  if (options == nullptr) return encode;
  encode.target = options->loss.target;
  encode.value = options->loss.value;
  encode.tune = options->loss.tune;
  encode.attention = options->loss.attention;
  encode.refine = options->loss.refine;
  encode.scans = options->loss.scans;
  encode.sampling = options->sampling;
  encode.icc = options->icc;
  encode.exif = options->exif;
  return encode;
}

// How many samples a caller promises; 0 where that is no number.
size_t NumSamples(const PixelView& view) {
  const uint64_t row = uint64_t{view.width} * static_cast<uint64_t>(view.channels);
  const uint64_t stride = view.stride != 0 ? view.stride : row;
  if (view.channels < 1 || view.channels > 3 || view.width == 0 || view.height == 0) return 0;
  if (stride > std::numeric_limits<size_t>::max() / sizeof(uint16_t) / view.height) return 0;
  return static_cast<size_t>(stride * (view.height - 1) + row);
}

jackdaw_status EncodeTo(const PixelView& view, jackdaw_kind kind, const jackdaw_options* options,
                        jackdaw_buffer* buffer) {
  auto result = Encode(view, EncodeOptionsOf(kind, options));
  if (!result.ok()) return SetError(result.error(), buffer);
  EncodeResult& made = result.value();
  buffer->bytes = std::move(made.bytes);
  buffer->outcome = JACKDAW_MODELLED;
  buffer->sampling = static_cast<jackdaw_sampling>(made.sampling);
  buffer->loss.progressive = made.progressive;
  buffer->loss.lambda = made.lambda;
  buffer->loss.psnr_db = made.psnr_db;
  buffer->loss.psnr_luma_db = made.psnr_luma_db;
  return JACKDAW_OK;
}

}  // namespace
}  // namespace jackdaw::api

namespace api = jackdaw::api;

extern "C" {

void jackdaw_options_set_sampling(jackdaw_options* options, jackdaw_sampling sampling) {
  options->sampling = static_cast<jackdaw::ChromaSampling>(sampling);
}
jackdaw_status jackdaw_options_set_icc(jackdaw_options* options, const uint8_t* data, size_t size) {
  return api::SetBytes(data, size, &options->icc);
}
jackdaw_status jackdaw_options_set_exif(jackdaw_options* options, const uint8_t* data,
                                        size_t size) {
  return api::SetBytes(data, size, &options->exif);
}

jackdaw_status jackdaw_encode8(const uint8_t* samples, uint32_t width, uint32_t height,
                               int channels, size_t stride, uint32_t max_value, jackdaw_kind kind,
                               const jackdaw_options* options, jackdaw_buffer** out) {
  return api::RunC(out, [&](jackdaw_buffer* buffer) {
    jackdaw::PixelView view{.width = width,
                            .height = height,
                            .channels = channels,
                            .stride = stride,
                            .max_value = max_value};
    if (samples != nullptr) view.samples8 = {samples, api::NumSamples(view)};
    return api::EncodeTo(view, kind, options, buffer);
  });
}

jackdaw_status jackdaw_encode16(const uint16_t* samples, uint32_t width, uint32_t height,
                                int channels, size_t stride, uint32_t max_value, jackdaw_kind kind,
                                const jackdaw_options* options, jackdaw_buffer** out) {
  return api::RunC(out, [&](jackdaw_buffer* buffer) {
    jackdaw::PixelView view{.width = width,
                            .height = height,
                            .channels = channels,
                            .stride = stride,
                            .max_value = max_value};
    if (samples != nullptr) view.samples16 = {samples, api::NumSamples(view)};
    return api::EncodeTo(view, kind, options, buffer);
  });
}

jackdaw_sampling jackdaw_buffer_sampling(const jackdaw_buffer* buffer) { return buffer->sampling; }

}  // extern "C"
