// Other programs, run without a shell, with a time limit.
#ifndef JACKDAW_APPS_SWEEP_SYSTEM_SUBPROCESS_H_
#define JACKDAW_APPS_SWEEP_SYSTEM_SUBPROCESS_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "jackdaw/result.h"

namespace jackdaw::sweep {

// More output than this is read and dropped.
inline constexpr size_t kMaxOutput = size_t{1} << 20;

struct ProcessResult {
  int exit_status = 0;  // 128 + n when signal n ended it
  std::string out, err;
  double cpu_seconds = 0;  // user and system, of it and of its children that it waited for
};

// Runs args[0], a path, with the rest as arguments, standard input empty, and waits for its end.
// When the time is up, it and what it started are killed: kLimitExceeded. kIo when it cannot be
// started. Thread-safe.
Result<ProcessResult> RunProcess(const std::vector<std::string>& args,
                                 std::chrono::milliseconds timeout);

// As RunProcess; an exit status other than 0 is kInvalidArgument, with what the program said last.
Result<ProcessResult> RunSuccessfully(const std::vector<std::string>& args,
                                      std::chrono::milliseconds timeout);

// The path of an executable file in the directories of `search_path` (as of PATH: separated by
// colons); empty when there is none.
std::optional<std::string> FindProgram(const std::string& name, const std::string& search_path);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_SYSTEM_SUBPROCESS_H_
