#include "jackdaw/result.h"

namespace jackdaw {

const char* ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kTruncated:
      return "truncated";
    case ErrorCode::kCorrupt:
      return "corrupt";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kLimitExceeded:
      return "limit exceeded";
    case ErrorCode::kModelMismatch:
      return "model mismatch";
    case ErrorCode::kIo:
      return "i/o error";
    case ErrorCode::kInternal:
      return "internal error";
    case ErrorCode::kInvalidArgument:
      return "invalid argument";
    case ErrorCode::kCancelled:
      return "cancelled";
  }
  return "unknown error";
}

}  // namespace jackdaw
