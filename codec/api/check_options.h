// What the public functions check alike.
#ifndef JACKDAW_CODEC_API_CHECK_OPTIONS_H_
#define JACKDAW_CODEC_API_CHECK_OPTIONS_H_

#include "codec/coeff/slices/tools.h"
#include "jackdaw/result.h"

namespace jackdaw::api {

inline Error Invalid(const char* message) { return Error{ErrorCode::kInvalidArgument, 0, message}; }

inline Error NoMemory() { return Error{ErrorCode::kLimitExceeded, 0, "out of memory"}; }

// Errors: kInvalidArgument.
inline Status CheckRun(int num_threads, const coeff::CallTools& tools) {
  if (num_threads < 1) return Invalid("num_threads must be at least 1");
  return tools.Check();
}

}  // namespace jackdaw::api

#endif  // JACKDAW_CODEC_API_CHECK_OPTIONS_H_
