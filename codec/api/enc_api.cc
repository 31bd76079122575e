// The public functions Compress and Inspect: options are checked here and std::bad_alloc stops
// here.
#include <algorithm>
#include <new>
#include <string>

#include "codec/api/check_options.h"
#include "codec/api/enc_inspect.h"
#include "codec/container/dec_file.h"
#include "codec/container/enc_file.h"
#include "codec/container/header.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw {
namespace {

using api::Invalid;

// What a .jkd adds to the input at most, beside a file name.
constexpr uint64_t kMaxGrowth = 32;

// Why the .jkd must not be used; empty when it gives the input. All of it is read as a reader reads
// it, except that the main image's section is not decoded again if this was done while it was coded
// (predecoded).
std::string Verify(ByteSpan input, ByteSpan jkd, const CompressOptions& options,
                   const coeff::Tools& tools, container::PredecodedImage* predecoded) {
  const DecompressOptions decompress{.num_threads = options.num_threads,
                                     .memory_limit = options.memory_limit};
  const Result<container::DecodedFile> decoded =
      container::DecodeFile(jkd, decompress, false, tools, predecoded);
  if (!decoded.ok()) return decoded.error().message;
  return std::ranges::equal(decoded.value().bytes, input) ? "" : "other bytes came back";
}

CompressResult CompressOrThrow(ByteSpan input, const CompressOptions& options,
                               const coeff::Tools& tools) {
  const coeff::Tools verifier = tools.ForVerification();
  container::ImageCheck check{.kernels = verifier.kernels};
  CompressResult result =
      container::EncodeFile(input, options, tools, options.verify ? &check : nullptr);
  if (!options.verify || IsCancelled(tools.monitor)) return result;
  const std::string what =
      Verify(input, result.bytes, options, verifier, check.image ? &*check.image : nullptr);
  if (what.empty() || IsCancelled(tools.monitor)) return result;
  const bool was_stored = result.outcome == Outcome::kStored;
  result.bytes = {};
  return container::StoreFile(input, options, "internal error: verification failed: " + what,
                              was_stored);
}

}  // namespace

Result<CompressResult> Compress(std::span<const uint8_t> input, const CompressOptions& options) {
  coeff::CallTools tools(options.kernels, options.monitor, options.verify_kernels);
  const Status valid = api::CheckRun(options.num_threads, tools);
  if (!valid.ok()) return valid.error();
  if (!FindPreset(PresetName(options.preset)).has_value()) return Invalid("unknown preset");
  if (!options.file_name.empty() && !container::IsValidFileName(options.file_name)) {
    return Invalid("file_name must be a base name of at most 4096 bytes");
  }
  if (input.size() + kMaxGrowth > options.memory_limit) {
    return Error{ErrorCode::kLimitExceeded, 0, "the file is larger than the memory limit"};
  }
  try {
    return tools.Finish<CompressResult>(CompressOrThrow(input, options, tools.get()));
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

Result<FileInfo> Inspect(std::span<const uint8_t> bytes, const DecompressOptions& options) {
  coeff::CallTools tools(options.kernels, options.monitor);
  const Status valid = api::CheckRun(options.num_threads, tools);
  if (!valid.ok()) return valid.error();
  try {
    return tools.Finish(api::InspectFile(bytes, options, tools.get()));
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

}  // namespace jackdaw
