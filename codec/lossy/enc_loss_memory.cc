#include "codec/lossy/enc_loss_memory.h"

#include <string>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/marker_parser.h"

namespace jackdaw::lossy {
namespace {

// Tables and buffers, whatever the picture.
constexpr double kFixedBytes = 2 << 20;
constexpr double kMiB = 1 << 20;

std::string InMiB(double bytes) {
  return std::to_string(static_cast<uint64_t>(bytes / kMiB) + 1) + " MiB";
}

}  // namespace

Status CheckLossMemory(ByteSpan jpeg, const LossMemory& memory, uint64_t limit) {
  jpeg::MarkerParser parser(jpeg, 0);
  if (parser.Next() != jpeg::MarkerParser::Event::kScan || !parser.frame().has_value()) {
    return OkStatus();
  }
  const double needed = kFixedBytes +
                        memory.planes * static_cast<double>(jpeg::PlaneBytes(*parser.frame())) +
                        memory.input_files * static_cast<double>(jpeg.size());
  if (needed <= static_cast<double>(limit)) return OkStatus();
  return Error{ErrorCode::kLimitExceeded, 0,
               "the picture needs " + InMiB(needed) + " of memory, more than the limit"};
}

}  // namespace jackdaw::lossy
