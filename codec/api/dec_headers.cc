// The public function DecompressHeaders: options are checked here and std::bad_alloc stops here.
#include <new>

#include "codec/api/check_options.h"
#include "codec/container/dec_file.h"
#include "codec/jpeg/jpeg_walk.h"
#include "jackdaw/parts.h"

namespace jackdaw {
namespace {

Result<Bytes> HeadersOrThrow(ByteSpan jkd_or_jpeg, const DecompressOptions& options,
                             const coeff::Tools& tools) {
  if (IsJkd(jkd_or_jpeg)) return container::DecodeHeaders(jkd_or_jpeg, options, tools);
  if (jkd_or_jpeg.size() > options.memory_limit) {
    return Error{ErrorCode::kLimitExceeded, 0, "the file is larger than the memory limit"};
  }
  const ByteSpan headers = jpeg::HeadersOf(jkd_or_jpeg);
  if (headers.empty()) return Error{ErrorCode::kUnsupported, 0, "is no JPEG"};
  return Bytes(headers.begin(), headers.end());
}

}  // namespace

Result<std::vector<uint8_t>> DecompressHeaders(std::span<const uint8_t> jkd_or_jpeg,
                                               const DecompressOptions& options) {
  coeff::CallTools tools(options.kernels, options.monitor);
  const Status valid = api::CheckRun(options.num_threads, tools);
  if (!valid.ok()) return valid.error();
  try {
    return tools.Finish(HeadersOrThrow(jkd_or_jpeg, options, tools.get()));
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

}  // namespace jackdaw
