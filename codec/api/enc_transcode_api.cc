// The public functions Transcode and CheckAttentionNetworks: options are checked here and
// std::bad_alloc stops here.
#include <new>

#include "codec/api/check_options.h"
#include "codec/coeff/slices/tools.h"
#include "codec/lossy/enc_attention.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/lossy/enc_transcode.h"
#include "jackdaw/transcode.h"

namespace jackdaw {

Result<TranscodeResult> Transcode(std::span<const uint8_t> jpeg, const TranscodeOptions& options) {
  const Status valid = lossy::CheckLossTarget(options.target, options.value);
  if (!valid.ok()) return valid.error();
  coeff::CallTools tools({}, options.monitor);
  try {
    return tools.Finish(lossy::TranscodeFile(jpeg, options, tools.get().monitor));
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

Status CheckAttentionNetworks(std::span<const uint8_t> weights) {
  try {
    return lossy::CheckAttentionFile(weights);
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

}  // namespace jackdaw
