#include "codec/lossy/enc_loss_memory.h"

#include <cmath>

#include "base/errors.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/marker_parser.h"

namespace jackdaw::lossy {
namespace {

// Tables and buffers, whatever the picture.
constexpr double kFixedBytes = 2 << 20;

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
  return TooLittleMemory("the picture needs", static_cast<uint64_t>(std::ceil(needed)));
}

}  // namespace jackdaw::lossy
