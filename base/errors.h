// Errors that many files return, in one line each.
#ifndef JACKDAW_BASE_ERRORS_H_
#define JACKDAW_BASE_ERRORS_H_

#include <string>
#include <utility>

#include "jackdaw/result.h"

namespace jackdaw {

// The input contradicts itself or its checksum. message: one line for a person.
inline Error Corrupt(std::string message) {
  return Error{ErrorCode::kCorrupt, 0, std::move(message)};
}

}  // namespace jackdaw

#endif  // JACKDAW_BASE_ERRORS_H_
