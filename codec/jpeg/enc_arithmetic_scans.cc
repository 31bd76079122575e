#include "codec/jpeg/arithmetic_scans.h"
#include "codec/jpeg/enc_libjpeg_reader.h"

namespace jackdaw::jpeg {

Status ReadArithmeticPlanes(ByteSpan file, const Frame& frame, size_t num_scans,
                            std::vector<CoeffPlane>* planes) {
  if (num_scans > kMaxArithmeticScans) {
    return Error{ErrorCode::kUnsupported, 0, "too many arithmetic-coded scans"};
  }
  if (frame.precision != 8) {
    return Error{ErrorCode::kUnsupported, 0, "arithmetic coding of other than 8-bit samples"};
  }
  if (!ReadLibjpegPlanes(file, frame, planes).ok()) {
    return Error{ErrorCode::kUnsupported, 0, "arithmetic-coded data that libjpeg does not read"};
  }
  return OkStatus();
}

}  // namespace jackdaw::jpeg
