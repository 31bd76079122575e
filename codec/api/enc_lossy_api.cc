// The public function CompressLossy: options are checked here and std::bad_alloc stops here.
#include <new>
#include <string>
#include <utility>

#include "codec/api/check_options.h"
#include "codec/coeff/slices/tools.h"
#include "codec/container/header.h"
#include "codec/lossy/enc_lossy_file.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/lossy/enc_pixels.h"
#include "jackdaw/lossy.h"

namespace jackdaw {
namespace {

Status CheckOptions(const LossyOptions& options, const coeff::CallTools& tools) {
  const Status valid = lossy::CheckLossTarget(options.target, options.value);
  if (!valid.ok()) return valid.error();
  const Status runs = api::CheckRun(options.compress.num_threads, tools);
  if (!runs.ok()) return runs.error();
  if (options.compress.preset != Preset::kDefault) {
    return api::Invalid("only the preset default codes with a loss");
  }
  const std::string& name = options.compress.file_name;
  if (!name.empty() && !container::IsValidFileName(name)) {
    return api::Invalid("file_name must be a base name of at most 4096 bytes");
  }
  return OkStatus();
}

// Compress takes what a lossy result cannot be made of, too.
bool IsPlainLossless(const LossyOptions& options) {
  return (options.target == LossTarget::kQuality && options.value >= 100) ||
         (options.target == LossTarget::kLambda && options.value <= 0);
}

}  // namespace

Result<LossyResult> CompressLossy(std::span<const uint8_t> jpeg, const LossyOptions& options) {
  coeff::CallTools tools(options.compress.kernels, options.compress.monitor,
                         options.compress.verify_kernels);
  const Status valid = CheckOptions(options, tools);
  if (!valid.ok()) return valid.error();
  try {
    if (!IsPlainLossless(options)) {
      return tools.Finish(lossy::MakeLossyFile(jpeg, options, tools.get()));
    }
    Result<CompressResult> made = Compress(jpeg, options.compress);
    if (!made.ok()) return made.error();
    return LossyResult{.bytes = std::move(made.value().bytes),
                       .lossless = true,
                       .psnr_db = lossy::PsnrOf(0),
                       .psnr_luma_db = lossy::PsnrOf(0)};
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

}  // namespace jackdaw
