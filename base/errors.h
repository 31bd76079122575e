// Errors that many files return, in one line each.
#ifndef JACKDAW_BASE_ERRORS_H_
#define JACKDAW_BASE_ERRORS_H_

#include <cstdint>
#include <string>
#include <utility>

#include "jackdaw/result.h"

namespace jackdaw {

// The input contradicts itself or its checksum. message: one line for a person.
inline Error Corrupt(std::string message) {
  return Error{ErrorCode::kCorrupt, 0, std::move(message)};
}

// what_needs: "the pixels need". bytes: in all, what is held already included, so that a limit of
// the amount that is named is enough.
inline Error TooLittleMemory(const std::string& what_needs, uint64_t bytes) {
  constexpr uint64_t kMiB = uint64_t{1} << 20;
  const uint64_t mebibytes = bytes / kMiB + (bytes % kMiB != 0 ? 1 : 0);
  return Error{
      ErrorCode::kLimitExceeded, 0,
      what_needs + " " + std::to_string(mebibytes) + " MiB of memory, more than the limit"};
}

}  // namespace jackdaw

#endif  // JACKDAW_BASE_ERRORS_H_
