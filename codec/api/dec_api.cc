// The public function Decompress: options are checked here and std::bad_alloc stops here.
#include <new>
#include <utility>

#include "codec/api/check_options.h"
#include "codec/container/dec_file.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw {

Result<DecompressResult> Decompress(std::span<const uint8_t> jkd,
                                    const DecompressOptions& options) {
  coeff::CallTools tools(options.kernels, options.monitor);
  const Status valid = api::CheckRun(options.num_threads, tools);
  if (!valid.ok()) return valid.error();
  try {
    Result<container::DecodedFile> file = container::DecodeFile(jkd, options, false, tools.get());
    if (!file.ok()) return tools.Finish<DecompressResult>(file.error());
    DecompressResult result;
    result.bytes = std::move(file.value().bytes);
    result.file_name = std::move(file.value().header.file_name);
    return tools.Finish<DecompressResult>(std::move(result));
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

}  // namespace jackdaw
