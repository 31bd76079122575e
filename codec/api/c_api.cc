// The C API over the C++ one. Nothing throws across the border: allocations are caught here.
#include <new>
#include <string>
#include <vector>

#include "codec/container/header.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/jackdaw_c.h"

struct jackdaw_options {
  jackdaw::CompressOptions compress;
};

struct jackdaw_buffer {
  std::vector<uint8_t> bytes;
  jackdaw_outcome outcome = JACKDAW_STORED;
  std::string message;
  std::string file_name;
};

namespace {

using jackdaw::ErrorCode;

jackdaw_status ToStatus(ErrorCode code) { return static_cast<jackdaw_status>(code); }
static_assert(static_cast<int>(ErrorCode::kTruncated) == JACKDAW_TRUNCATED);
static_assert(static_cast<int>(ErrorCode::kCorrupt) == JACKDAW_CORRUPT);
static_assert(static_cast<int>(ErrorCode::kUnsupported) == JACKDAW_UNSUPPORTED);
static_assert(static_cast<int>(ErrorCode::kLimitExceeded) == JACKDAW_LIMIT_EXCEEDED);
static_assert(static_cast<int>(ErrorCode::kModelMismatch) == JACKDAW_MODEL_MISMATCH);
static_assert(static_cast<int>(ErrorCode::kIo) == JACKDAW_IO);
static_assert(static_cast<int>(ErrorCode::kInternal) == JACKDAW_INTERNAL);
static_assert(static_cast<int>(ErrorCode::kInvalidArgument) == JACKDAW_INVALID_ARGUMENT);
static_assert(static_cast<int>(jackdaw::Outcome::kModelled) == JACKDAW_MODELLED);
static_assert(static_cast<int>(jackdaw::Outcome::kPartial) == JACKDAW_PARTIAL);
static_assert(static_cast<int>(jackdaw::Outcome::kStored) == JACKDAW_STORED);

std::span<const uint8_t> View(const uint8_t* data, size_t size) {
  return size == 0 ? std::span<const uint8_t>() : std::span<const uint8_t>(data, size);
}

jackdaw::CompressOptions CompressOptionsOf(const jackdaw_options* options) {
  return options != nullptr ? options->compress : jackdaw::CompressOptions{};
}

jackdaw::DecompressOptions DecompressOptionsOf(const jackdaw_options* options) {
  jackdaw::DecompressOptions result;
  if (options != nullptr) {
    result.num_threads = options->compress.num_threads;
    result.memory_limit = options->compress.memory_limit;
  }
  return result;
}

// Makes the buffer and runs `fill`, which sets it and returns a status. `data` may only be null
// when `size` is zero.
template <class Fill>
jackdaw_status Run(const uint8_t* data, size_t size, jackdaw_buffer** out, Fill fill) {
  if (out == nullptr) return JACKDAW_INVALID_ARGUMENT;
  *out = nullptr;
  try {
    *out = new jackdaw_buffer;
    if (data == nullptr && size != 0) {
      (*out)->message = "data is NULL";
      return JACKDAW_INVALID_ARGUMENT;
    }
    return fill(*out);
  } catch (const std::bad_alloc&) {
    return JACKDAW_LIMIT_EXCEEDED;
  }
}

jackdaw_status SetError(const jackdaw::Error& error, jackdaw_buffer* buffer) {
  buffer->message = error.message;
  return ToStatus(error.code);
}

}  // namespace

extern "C" {

jackdaw_options* jackdaw_options_create(void) { return new (std::nothrow) jackdaw_options; }
void jackdaw_options_destroy(jackdaw_options* options) { delete options; }
void jackdaw_options_set_threads(jackdaw_options* options, int num_threads) {
  options->compress.num_threads = num_threads;
}
void jackdaw_options_set_memory_limit(jackdaw_options* options, uint64_t bytes) {
  options->compress.memory_limit = bytes;
}
void jackdaw_options_set_verify(jackdaw_options* options, int verify) {
  options->compress.verify = verify != 0;
}
void jackdaw_options_set_slices(jackdaw_options* options, uint32_t num_slices) {
  options->compress.num_slices = num_slices;
}

jackdaw_status jackdaw_options_set_preset(jackdaw_options* options, const char* name) {
  if (name == nullptr) return JACKDAW_INVALID_ARGUMENT;
  const std::optional<jackdaw::Preset> preset = jackdaw::FindPreset(name);
  if (!preset.has_value()) return JACKDAW_INVALID_ARGUMENT;
  options->compress.preset = *preset;
  return JACKDAW_OK;
}

jackdaw_status jackdaw_options_set_file_name(jackdaw_options* options, const char* name) {
  try {
    std::string text = name != nullptr ? name : "";
    if (!text.empty() && !jackdaw::container::IsValidFileName(text))
      return JACKDAW_INVALID_ARGUMENT;
    options->compress.file_name = std::move(text);
    return JACKDAW_OK;
  } catch (const std::bad_alloc&) {
    return JACKDAW_LIMIT_EXCEEDED;
  }
}

jackdaw_status jackdaw_compress(const uint8_t* data, size_t size, const jackdaw_options* options,
                                jackdaw_buffer** out) {
  return Run(data, size, out, [&](jackdaw_buffer* buffer) {
    auto result = jackdaw::Compress(View(data, size), CompressOptionsOf(options));
    if (!result.ok()) return SetError(result.error(), buffer);
    buffer->bytes = std::move(result.value().bytes);
    buffer->outcome = static_cast<jackdaw_outcome>(result.value().outcome);
    buffer->message = std::move(result.value().reason);
    return JACKDAW_OK;
  });
}

jackdaw_status jackdaw_decompress(const uint8_t* data, size_t size, const jackdaw_options* options,
                                  jackdaw_buffer** out) {
  return Run(data, size, out, [&](jackdaw_buffer* buffer) {
    auto result = jackdaw::Decompress(View(data, size), DecompressOptionsOf(options));
    if (!result.ok()) return SetError(result.error(), buffer);
    buffer->bytes = std::move(result.value().bytes);
    buffer->file_name = std::move(result.value().file_name);
    return JACKDAW_OK;
  });
}

jackdaw_status jackdaw_inspect(const uint8_t* data, size_t size, const jackdaw_options* options,
                               jackdaw_buffer** out) {
  return Run(data, size, out, [&](jackdaw_buffer* buffer) {
    const auto result = jackdaw::Inspect(View(data, size), DecompressOptionsOf(options));
    if (!result.ok()) return SetError(result.error(), buffer);
    const std::string json = jackdaw::InfoToJson(result.value());
    buffer->bytes.assign(json.begin(), json.end());
    buffer->outcome = static_cast<jackdaw_outcome>(result.value().outcome);
    return JACKDAW_OK;
  });
}

const uint8_t* jackdaw_buffer_data(const jackdaw_buffer* buffer) { return buffer->bytes.data(); }
size_t jackdaw_buffer_size(const jackdaw_buffer* buffer) { return buffer->bytes.size(); }
jackdaw_outcome jackdaw_buffer_outcome(const jackdaw_buffer* buffer) { return buffer->outcome; }
const char* jackdaw_buffer_message(const jackdaw_buffer* buffer) { return buffer->message.c_str(); }
const char* jackdaw_buffer_file_name(const jackdaw_buffer* buffer) {
  return buffer->file_name.c_str();
}
void jackdaw_buffer_destroy(jackdaw_buffer* buffer) { delete buffer; }

int jackdaw_is_jkd(const uint8_t* data, size_t size) {
  return data != nullptr && jackdaw::IsJkd(View(data, size)) ? 1 : 0;
}

static_assert(jackdaw::kVersionMajor == 0 && jackdaw::kVersionMinor == 2 &&
              jackdaw::kVersionPatch == 0);
const char* jackdaw_version(void) { return "0.2.0"; }

}  // extern "C"
