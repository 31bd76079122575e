// Errors that several files of the decoder return, in one line each.
#ifndef JACKDAW_CODEC_CONTAINER_DEC_ERRORS_H_
#define JACKDAW_CODEC_CONTAINER_DEC_ERRORS_H_

#include "jackdaw/result.h"

namespace jackdaw::container {

inline Error OverLimit() {
  return Error{ErrorCode::kLimitExceeded, 0, "the file needs more memory than the limit"};
}

inline Error OverWork() {
  return Error{ErrorCode::kLimitExceeded, 0, "the file asks for more work than its size allows"};
}

inline Error OverExpansion() {
  return Error{ErrorCode::kLimitExceeded, 0, "the file unpacks to more than its size allows"};
}

inline Error NoHeaders() {
  return Error{ErrorCode::kUnsupported, 0, "holds no JPEG whose headers can be read"};
}

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_ERRORS_H_
