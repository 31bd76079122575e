// The handles of the C API, and what its functions do alike.
#ifndef JACKDAW_CODEC_API_C_HANDLES_H_
#define JACKDAW_CODEC_API_C_HANDLES_H_

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "jackdaw/encode.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/jackdaw_c.h"
#include "jackdaw/parts.h"
#include "jackdaw/pixels.h"
#include "jackdaw/transcode.h"

struct jackdaw_options {
  jackdaw::CompressOptions compress;
  jackdaw::TranscodeOptions loss;  // all but memory_limit and monitor
  std::vector<uint8_t> attention;  // the weights that `loss` views
  jackdaw::ChromaSampling sampling = jackdaw::ChromaSampling::kAuto;
  std::vector<uint8_t> icc, exif;
  bool restore = false, all_orientations = false, headers = false, texture_on = false;
  std::vector<uint8_t> restoration;  // weights; empty: those that ship
  std::vector<uint8_t> texture;      // weights, which mean that it is on; empty: those that ship
};

struct jackdaw_buffer {
  std::vector<uint8_t> bytes;
  jackdaw_outcome outcome = JACKDAW_STORED;
  std::string message;
  std::string file_name;
  jackdaw::TranscodeResult loss;   // its bytes are not used
  uint32_t width = 0, height = 0;  // of pixels or coefficients
  int channels = 0;
  std::vector<uint8_t> headers;                       // of pixels
  jackdaw::Coefficients coefficients;                 // its sizes are `width` and `height`
  std::vector<jackdaw_component> components;          // views of `coefficients`
  jackdaw_sampling sampling = JACKDAW_SAMPLING_AUTO;  // of encode
};

namespace jackdaw::api {

inline std::span<const uint8_t> View(const uint8_t* data, size_t size) {
  return size == 0 ? std::span<const uint8_t>() : std::span<const uint8_t>(data, size);
}

inline CompressOptions CompressOptionsOf(const jackdaw_options* options) {
  return options != nullptr ? options->compress : CompressOptions{};
}

inline DecompressOptions DecompressOptionsOf(const jackdaw_options* options) {
  const CompressOptions compress = CompressOptionsOf(options);
  return {.num_threads = compress.num_threads,
          .memory_limit = compress.memory_limit,
          .monitor = compress.monitor,
          .kernels = compress.kernels,
          .restore = options != nullptr && options->restore,
          .restoration = options != nullptr
                             ? RestorationOptions{.weights = options->restoration,
                                                  .all_orientations = options->all_orientations}
                             : RestorationOptions{},
          .headers = options != nullptr && options->headers,
          .texture = options != nullptr
                         ? TextureOptions{.on = options->texture_on || !options->texture.empty(),
                                          .weights = options->texture}
                         : TextureOptions{}};
}

inline jackdaw_status SetError(const Error& error, jackdaw_buffer* buffer) {
  buffer->message = error.message;
  return static_cast<jackdaw_status>(error.code);
}

// Makes *out and runs fill(buffer), which sets it and returns a status. Nothing throws across the
// border: allocations are caught here.
template <class Fill>
jackdaw_status RunC(jackdaw_buffer** out, Fill fill) {
  if (out == nullptr) return JACKDAW_INVALID_ARGUMENT;
  *out = nullptr;
  try {
    *out = new jackdaw_buffer;
    return fill(*out);
  } catch (const std::bad_alloc&) {
    return JACKDAW_LIMIT_EXCEEDED;
  }
}

// The same for functions of input bytes; `data` may only be null when `size` is zero.
template <class Fill>
jackdaw_status RunC(const uint8_t* data, size_t size, jackdaw_buffer** out, Fill fill) {
  return RunC(out, [&](jackdaw_buffer* buffer) -> jackdaw_status {
    if (data != nullptr || size == 0) return fill(buffer);
    buffer->message = "data is NULL";
    return JACKDAW_INVALID_ARGUMENT;
  });
}

// Copies bytes that an option is; JACKDAW_LIMIT_EXCEEDED when out of memory.
inline jackdaw_status SetBytes(const uint8_t* data, size_t size, std::vector<uint8_t>* out) {
  try {
    const std::span<const uint8_t> view = View(data, size);
    out->assign(view.begin(), view.end());
    return JACKDAW_OK;
  } catch (const std::bad_alloc&) {
    return JACKDAW_LIMIT_EXCEEDED;
  }
}

// The pixels, or the error.
jackdaw_status SetPixels(Result<Pixels> pixels, jackdaw_buffer* buffer);

// The report as JSON.
void SetInfo(const FileInfo& info, jackdaw_buffer* buffer);

// The whole of an input, of at most max_bytes. Errors: kInvalidArgument when `read` is null, kIo
// when it fails, kLimitExceeded.
Result<std::vector<uint8_t>> ReadAll(jackdaw_read_function read, void* user, uint64_t max_bytes);

// Hands the bytes to `write` and drops them. Errors, also in the buffer's message:
// JACKDAW_INVALID_ARGUMENT when `write` is null, JACKDAW_IO when it fails.
jackdaw_status WriteAll(jackdaw_write_function write, void* user, jackdaw_buffer* buffer);

// Reads all input, runs convert(input, buffer) on it, and writes what that made.
template <class Convert>
jackdaw_status RunStream(jackdaw_read_function read, jackdaw_write_function write, void* user,
                         const jackdaw_options* options, jackdaw_buffer** out, Convert convert) {
  return RunC(out, [&](jackdaw_buffer* buffer) -> jackdaw_status {
    jackdaw_status status;
    {
      const Result<std::vector<uint8_t>> input =
          ReadAll(read, user, CompressOptionsOf(options).memory_limit);
      if (!input.ok()) return SetError(input.error(), buffer);
      status = convert(input.value(), buffer);
    }
    return status == JACKDAW_OK ? WriteAll(write, user, buffer) : status;
  });
}

}  // namespace jackdaw::api

#endif  // JACKDAW_CODEC_API_C_HANDLES_H_
