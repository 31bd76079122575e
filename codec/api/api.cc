// The public C++ API: options are checked here and std::bad_alloc stops here.
#include <algorithm>
#include <new>

#include "codec/container/dec_file.h"
#include "codec/container/enc_file.h"
#include "codec/container/header.h"
#include "codec/api/inspect.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw {
namespace {

Error Invalid(const char* message) { return Error{ErrorCode::kInvalidArgument, 0, message}; }
Error NoMemory() { return Error{ErrorCode::kLimitExceeded, 0, "out of memory"}; }

// What a .jkd adds to the input at most, beside a file name.
constexpr uint64_t kMaxGrowth = 32;

Result<CompressResult> CompressOrThrow(ByteSpan input, const CompressOptions& options) {
  CompressResult result = EncodeFile(input, options);
  if (!options.verify) return result;
  const DecompressOptions decompress{.num_threads = options.num_threads,
                                     .memory_limit = options.memory_limit};
  std::string what;
  {
    const Result<DecodedFile> decoded = DecodeFile(result.bytes, decompress, false);
    if (decoded.ok()) {
      const Bytes& bytes = decoded.value().bytes;
      if (bytes.size() == input.size() && std::equal(bytes.begin(), bytes.end(), input.begin())) {
        return result;
      }
      what = "other bytes came back";
    } else {
      what = decoded.error().message;
    }
  }
  const bool was_stored = result.outcome == Outcome::kStored;
  result.bytes = {};
  return StoreFile(input, options, "internal error: verification failed: " + what, was_stored);
}

}  // namespace

const char* OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kModelled:
      return "modelled";
    case Outcome::kPartial:
      return "partial";
    case Outcome::kStored:
      return "stored";
  }
  return "unknown";
}

const char* PresetName(Preset preset) {
  switch (preset) {
    case Preset::kFast:
      return "fast";
    case Preset::kDefault:
      return "default";
    case Preset::kParallel:
      return "parallel";
  }
  return "unknown";
}

std::optional<Preset> FindPreset(std::string_view name) {
  for (const Preset preset : {Preset::kFast, Preset::kDefault, Preset::kParallel}) {
    if (name == PresetName(preset)) return preset;
  }
  return std::nullopt;
}

bool IsJkd(std::span<const uint8_t> bytes) {
  return bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
}

Result<CompressResult> Compress(std::span<const uint8_t> input, const CompressOptions& options) {
  if (options.num_threads < 1) return Invalid("num_threads must be at least 1");
  if (!FindPreset(PresetName(options.preset)).has_value()) return Invalid("unknown preset");
  if (!options.file_name.empty() && !IsValidFileName(options.file_name)) {
    return Invalid("file_name must be a base name of at most 4096 bytes");
  }
  if (input.size() + kMaxGrowth > options.memory_limit) {
    return Error{ErrorCode::kLimitExceeded, 0, "the file is larger than the memory limit"};
  }
  try {
    return CompressOrThrow(input, options);
  } catch (const std::bad_alloc&) {
    return NoMemory();
  }
}

Result<DecompressResult> Decompress(std::span<const uint8_t> jkd,
                                    const DecompressOptions& options) {
  if (options.num_threads < 1) return Invalid("num_threads must be at least 1");
  try {
    Result<DecodedFile> file = DecodeFile(jkd, options, false);
    if (!file.ok()) return file.error();
    DecompressResult result;
    result.bytes = std::move(file.value().bytes);
    result.file_name = std::move(file.value().header.file_name);
    return result;
  } catch (const std::bad_alloc&) {
    return NoMemory();
  }
}

Result<FileInfo> Inspect(std::span<const uint8_t> bytes, const DecompressOptions& options) {
  if (options.num_threads < 1) return Invalid("num_threads must be at least 1");
  try {
    return InspectFile(bytes, options);
  } catch (const std::bad_alloc&) {
    return NoMemory();
  }
}

}  // namespace jackdaw
