// The C API's options and buffers, and what needs no encoder, over the C++ API.
#include <algorithm>
#include <optional>

#include "codec/api/c_handles.h"
#include "codec/container/header.h"
#include "jackdaw/parts.h"
#include "jackdaw/summary.h"
#include "jackdaw/version.h"

using jackdaw::ErrorCode;

static_assert(static_cast<int>(ErrorCode::kTruncated) == JACKDAW_TRUNCATED);
static_assert(static_cast<int>(ErrorCode::kCorrupt) == JACKDAW_CORRUPT);
static_assert(static_cast<int>(ErrorCode::kUnsupported) == JACKDAW_UNSUPPORTED);
static_assert(static_cast<int>(ErrorCode::kLimitExceeded) == JACKDAW_LIMIT_EXCEEDED);
static_assert(static_cast<int>(ErrorCode::kModelMismatch) == JACKDAW_MODEL_MISMATCH);
static_assert(static_cast<int>(ErrorCode::kIo) == JACKDAW_IO);
static_assert(static_cast<int>(ErrorCode::kInternal) == JACKDAW_INTERNAL);
static_assert(static_cast<int>(ErrorCode::kInvalidArgument) == JACKDAW_INVALID_ARGUMENT);
static_assert(static_cast<int>(ErrorCode::kCancelled) == JACKDAW_CANCELLED);
static_assert(static_cast<int>(jackdaw::Outcome::kModelled) == JACKDAW_MODELLED);
static_assert(static_cast<int>(jackdaw::Outcome::kPartial) == JACKDAW_PARTIAL);
static_assert(static_cast<int>(jackdaw::Outcome::kStored) == JACKDAW_STORED);

namespace jackdaw::api {
namespace {

// Input and output are handed over in pieces of this many bytes.
constexpr size_t kPieceBytes = size_t{1} << 16;

bool WritePieces(jackdaw_write_function write, void* user, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const size_t n = std::min(bytes.size(), kPieceBytes);
    if (write(user, bytes.data(), n) != 0) return false;
    bytes = bytes.subspan(n);
  }
  return true;
}

// `set` may allocate.
template <class Set>
jackdaw_status CatchNoMemory(Set set) {
  try {
    return set();
  } catch (const std::bad_alloc&) {
    return JACKDAW_LIMIT_EXCEEDED;
  }
}

}  // namespace

Result<std::vector<uint8_t>> ReadAll(jackdaw_read_function read, void* user, uint64_t max_bytes) {
  if (read == nullptr) return Error{ErrorCode::kInvalidArgument, 0, "the read function is NULL"};
  std::vector<uint8_t> bytes;
  for (;;) {
    const size_t size = bytes.size();
    // Room doubles, but one byte more than max_bytes is enough to notice.
    const uint64_t room = std::min<uint64_t>(std::max(size, kPieceBytes), max_bytes - size + 1);
    bytes.resize(size + static_cast<size_t>(room));
    const ptrdiff_t n = read(user, bytes.data() + size, static_cast<size_t>(room));
    if (n < 0 || static_cast<uint64_t>(n) > room) {
      return Error{ErrorCode::kIo, size, "the read function failed"};
    }
    bytes.resize(size + static_cast<size_t>(n));
    if (n == 0) return bytes;
    if (bytes.size() > max_bytes) {
      return Error{ErrorCode::kLimitExceeded, 0, "the input is larger than the memory limit"};
    }
  }
}

jackdaw_status SetPixels(Result<Pixels> pixels, jackdaw_buffer* buffer) {
  if (!pixels.ok()) return SetError(pixels.error(), buffer);
  buffer->bytes = std::move(pixels.value().samples);
  buffer->width = pixels.value().width;
  buffer->height = pixels.value().height;
  buffer->channels = pixels.value().channels;
  buffer->headers = std::move(pixels.value().headers);
  return JACKDAW_OK;
}

void SetInfo(const FileInfo& info, jackdaw_buffer* buffer) {
  const std::string json = InfoToJson(info);
  buffer->bytes.assign(json.begin(), json.end());
  buffer->outcome = static_cast<jackdaw_outcome>(info.outcome);
  buffer->file_name = info.file_name;
}

jackdaw_status WriteAll(jackdaw_write_function write, void* user, jackdaw_buffer* buffer) {
  const std::vector<uint8_t> bytes = std::move(buffer->bytes);
  buffer->bytes.clear();
  if (write == nullptr) {
    buffer->message = "the write function is NULL";
    return JACKDAW_INVALID_ARGUMENT;
  }
  if (WritePieces(write, user, bytes)) return JACKDAW_OK;
  buffer->message = "the write function failed";
  return JACKDAW_IO;
}

namespace {

jackdaw_status DecompressTo(std::span<const uint8_t> jkd, const jackdaw_options* options,
                            jackdaw_buffer* buffer) {
  auto result = Decompress(jkd, DecompressOptionsOf(options));
  if (!result.ok()) return SetError(result.error(), buffer);
  buffer->bytes = std::move(result.value().bytes);
  buffer->file_name = std::move(result.value().file_name);
  return JACKDAW_OK;
}

jackdaw_status HeadersTo(std::span<const uint8_t> input, const jackdaw_options* options,
                         jackdaw_buffer* buffer) {
  auto headers = DecompressHeaders(input, DecompressOptionsOf(options));
  if (!headers.ok()) return SetError(headers.error(), buffer);
  buffer->bytes = std::move(headers).value();
  return JACKDAW_OK;
}

jackdaw_status SummaryTo(const Result<Summary>& summary, jackdaw_buffer* buffer) {
  if (!summary.ok()) return SetError(summary.error(), buffer);
  SetInfo(ToFileInfo(summary.value()), buffer);
  return JACKDAW_OK;
}

ReadAt ReaderOf(jackdaw_read_at_function read_at, void* user) {
  return [=](uint64_t offset, std::span<uint8_t> out) {
    return read_at(user, offset, out.data(), out.size()) == 0;
  };
}

std::string BuildInfoJson() {
  const BuildInfo info = GetBuildInfo();
  std::string models;
  for (const BuildInfo::Model& model : info.models) {
    if (!models.empty()) models += ",";
    models += std::string("\"") + model.preset + "\":\"" + model.id.data() + "\"";
  }
  return std::string("{\"version\":\"") + info.version + "\",\"commit\":\"" + info.commit +
         "\",\"kernels\":\"" + info.kernels + "\",\"models\":{" + models + "}}";
}

}  // namespace
}  // namespace jackdaw::api

namespace api = jackdaw::api;

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
void jackdaw_options_set_restore(jackdaw_options* options, int restore) {
  options->restore = restore != 0;
}
jackdaw_status jackdaw_options_set_restoration(jackdaw_options* options, const uint8_t* data,
                                               size_t size, int all_orientations) {
  options->all_orientations = all_orientations != 0;
  return api::SetBytes(data, size, &options->restoration);
}
void jackdaw_options_set_built_in_texture(jackdaw_options* options, int texture) {
  options->texture_on = texture != 0;
}
jackdaw_status jackdaw_options_set_texture(jackdaw_options* options, const uint8_t* data,
                                           size_t size) {
  return api::SetBytes(data, size, &options->texture);
}
void jackdaw_options_set_headers(jackdaw_options* options, int headers) {
  options->headers = headers != 0;
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
  return api::CatchNoMemory([&] {
    std::string text = name != nullptr ? name : "";
    if (!text.empty() && !jackdaw::container::IsValidFileName(text)) {
      return JACKDAW_INVALID_ARGUMENT;
    }
    options->compress.file_name = std::move(text);
    return JACKDAW_OK;
  });
}

jackdaw_status jackdaw_options_set_progress(jackdaw_options* options,
                                            jackdaw_progress_function progress, void* user) {
  return api::CatchNoMemory([&] {
    options->compress.monitor.progress = nullptr;
    if (progress != nullptr) {
      options->compress.monitor.progress = [=](uint32_t per_mille) { progress(user, per_mille); };
    }
    return JACKDAW_OK;
  });
}

jackdaw_status jackdaw_options_set_cancel(jackdaw_options* options, jackdaw_cancel_function cancel,
                                          void* user) {
  return api::CatchNoMemory([&] {
    options->compress.monitor.cancelled = nullptr;
    if (cancel != nullptr) {
      options->compress.monitor.cancelled = [=] { return cancel(user) != 0; };
    }
    return JACKDAW_OK;
  });
}

jackdaw_status jackdaw_options_set_kernels(jackdaw_options* options, const char* name) {
  return api::CatchNoMemory([&] {
    options->compress.kernels = name != nullptr ? name : "";
    return JACKDAW_OK;
  });
}

jackdaw_status jackdaw_options_set_verify_kernels(jackdaw_options* options, const char* name) {
  return api::CatchNoMemory([&] {
    options->compress.verify_kernels = name != nullptr ? name : "";
    return JACKDAW_OK;
  });
}

jackdaw_status jackdaw_decompress(const uint8_t* data, size_t size, const jackdaw_options* options,
                                  jackdaw_buffer** out) {
  return api::RunC(data, size, out, [&](jackdaw_buffer* buffer) {
    return api::DecompressTo(api::View(data, size), options, buffer);
  });
}

jackdaw_status jackdaw_decompress_headers(const uint8_t* data, size_t size,
                                          const jackdaw_options* options, jackdaw_buffer** out) {
  return api::RunC(data, size, out, [&](jackdaw_buffer* buffer) {
    return api::HeadersTo(api::View(data, size), options, buffer);
  });
}

jackdaw_status jackdaw_decompress_jkd_pixels(const uint8_t* data, size_t size,
                                             const jackdaw_options* options, jackdaw_buffer** out) {
  return api::RunC(data, size, out, [&](jackdaw_buffer* buffer) {
    return api::SetPixels(
        jackdaw::DecompressJkdPixels(api::View(data, size), api::DecompressOptionsOf(options)),
        buffer);
  });
}

jackdaw_status jackdaw_read_summary(const uint8_t* data, size_t size, jackdaw_buffer** out) {
  return api::RunC(data, size, out, [&](jackdaw_buffer* buffer) {
    return api::SummaryTo(jackdaw::ReadSummary(api::View(data, size)), buffer);
  });
}

jackdaw_status jackdaw_read_summary_at(jackdaw_read_at_function read_at, void* user, uint64_t size,
                                       jackdaw_buffer** out) {
  return api::RunC(out, [&](jackdaw_buffer* buffer) {
    if (read_at == nullptr) return JACKDAW_INVALID_ARGUMENT;
    return api::SummaryTo(jackdaw::ReadSummary(api::ReaderOf(read_at, user), size), buffer);
  });
}

jackdaw_status jackdaw_compare_check(jackdaw_read_at_function read_at, void* user, uint64_t size,
                                     jackdaw_buffer** out) {
  return api::RunC(out, [&](jackdaw_buffer* buffer) {
    if (read_at == nullptr) return JACKDAW_INVALID_ARGUMENT;
    const jackdaw::Status status = jackdaw::CompareCheck(api::ReaderOf(read_at, user), size);
    return status.ok() ? JACKDAW_OK : api::SetError(status.error(), buffer);
  });
}

jackdaw_status jackdaw_check_restoration_networks(const uint8_t* data, size_t size,
                                                  jackdaw_buffer** out) {
  return api::RunC(data, size, out, [&](jackdaw_buffer* buffer) {
    const jackdaw::Status status = jackdaw::CheckRestorationNetworks(api::View(data, size));
    return status.ok() ? JACKDAW_OK : api::SetError(status.error(), buffer);
  });
}

jackdaw_status jackdaw_decompress_stream(jackdaw_read_function read, jackdaw_write_function write,
                                         void* user, const jackdaw_options* options,
                                         jackdaw_buffer** out) {
  return api::RunStream(read, write, user, options, out,
                        [&](std::span<const uint8_t> jkd, jackdaw_buffer* buffer) {
                          return api::DecompressTo(jkd, options, buffer);
                        });
}

jackdaw_status jackdaw_buffer_read(jackdaw_read_function read, void* user, uint64_t max_bytes,
                                   jackdaw_buffer** out) {
  return api::RunC(out, [&](jackdaw_buffer* buffer) {
    auto bytes = api::ReadAll(read, user, max_bytes);
    if (!bytes.ok()) return api::SetError(bytes.error(), buffer);
    buffer->bytes = std::move(bytes).value();
    return JACKDAW_OK;
  });
}

jackdaw_status jackdaw_buffer_write(const jackdaw_buffer* buffer, jackdaw_write_function write,
                                    void* user) {
  if (write == nullptr) return JACKDAW_INVALID_ARGUMENT;
  return api::WritePieces(write, user, buffer->bytes) ? JACKDAW_OK : JACKDAW_IO;
}

const uint8_t* jackdaw_buffer_data(const jackdaw_buffer* buffer) { return buffer->bytes.data(); }
size_t jackdaw_buffer_size(const jackdaw_buffer* buffer) { return buffer->bytes.size(); }
jackdaw_outcome jackdaw_buffer_outcome(const jackdaw_buffer* buffer) { return buffer->outcome; }
const char* jackdaw_buffer_message(const jackdaw_buffer* buffer) { return buffer->message.c_str(); }
const char* jackdaw_buffer_file_name(const jackdaw_buffer* buffer) {
  return buffer->file_name.c_str();
}
uint32_t jackdaw_buffer_width(const jackdaw_buffer* buffer) { return buffer->width; }
uint32_t jackdaw_buffer_height(const jackdaw_buffer* buffer) { return buffer->height; }
int jackdaw_buffer_channels(const jackdaw_buffer* buffer) { return buffer->channels; }
const uint8_t* jackdaw_buffer_headers(const jackdaw_buffer* buffer, size_t* size) {
  *size = buffer->headers.size();
  return buffer->headers.data();
}
void jackdaw_buffer_destroy(jackdaw_buffer* buffer) { delete buffer; }

void jackdaw_content_hash(const uint8_t* data, size_t size, uint8_t* hash) {
  const auto bytes = jackdaw::ContentHash(api::View(data, size));
  std::copy(bytes.begin(), bytes.end(), hash);
}

int jackdaw_is_jkd(const uint8_t* data, size_t size) {
  return data != nullptr && jackdaw::IsJkd(api::View(data, size)) ? 1 : 0;
}

const char* jackdaw_status_name(jackdaw_status status) {
  return status == JACKDAW_OK ? "ok" : jackdaw::ErrorCodeName(static_cast<ErrorCode>(status));
}

int jackdaw_can_restore_pixels(void) { return jackdaw::CanRestorePixels() ? 1 : 0; }

const char* jackdaw_version(void) { return jackdaw::GetBuildInfo().version; }
int jackdaw_abi_version(void) { return JACKDAW_ABI_VERSION; }

jackdaw_status jackdaw_build_info(jackdaw_buffer** out) {
  return api::RunC(out, [](jackdaw_buffer* buffer) {
    const std::string json = api::BuildInfoJson();
    buffer->bytes.assign(json.begin(), json.end());
    return JACKDAW_OK;
  });
}

}  // extern "C"
