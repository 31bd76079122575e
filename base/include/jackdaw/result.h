// Result<T>: a value or an Error, for every fallible function of Jackdaw.
//
// There is no conversion to or from bool, so that a Result<bool> can never be read by mistake; test
// with ok(). Reading value() of a failed result, or error() of a good one, is a bug of the caller.
#ifndef JACKDAW_RESULT_H_
#define JACKDAW_RESULT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace jackdaw {

enum class ErrorCode : int {
  kTruncated = 1,    // the input ends too early
  kCorrupt,          // the input contradicts itself or its checksum
  kUnsupported,      // valid, but of a kind or version that this build cannot handle
  kLimitExceeded,    // a named limit (memory, dimensions) would be passed
  kModelMismatch,    // the stream needs a model that this build does not have
  kIo,               // the operating system refused a read or a write
  kInternal,         // a bug in Jackdaw
  kInvalidArgument,  // the caller passed options that make no sense
  kCancelled,        // the caller's Monitor asked for it
};

// Short stable name, e.g. "corrupt".
const char* ErrorCodeName(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  uint64_t offset = 0;  // byte offset in the input, when it means something, else 0
  std::string message;  // one line for a person, without the file name
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : data_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : data_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return data_.index() == 0; }
  T& value() & { return std::get<0>(data_); }
  const T& value() const& { return std::get<0>(data_); }
  T&& value() && { return std::get<0>(std::move(data_)); }
  const Error& error() const { return std::get<1>(data_); }

 private:
  std::variant<T, Error> data_;
};

struct Unit {};
using Status = Result<Unit>;
inline Status OkStatus() { return Unit{}; }

}  // namespace jackdaw

#endif  // JACKDAW_RESULT_H_
