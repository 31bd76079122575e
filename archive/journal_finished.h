// The inputs that a journal reports as finished, in 8 bytes each.
#ifndef JACKDAW_ARCHIVE_JOURNAL_FINISHED_H_
#define JACKDAW_ARCHIVE_JOURNAL_FINISHED_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/journal.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

// Names are compared by a hash of 64 bits: of ten million inputs, some two are mistaken for each
// other with a probability below 10^-5. An input that is changed after it was finished (its size or
// time differ) is not finished any more.
class FinishedInputs {
 public:
  // Reads the journal. Errors: kIo; kInvalidArgument when it is the journal of another command.
  static Result<FinishedInputs> Load(const std::string& path, const std::string& command);

  // Whether the input of this name, size and time is done.
  bool Contains(std::string_view input, int64_t size, int64_t mtime_ns) const;
  // Whether the run removed this input as its last step.
  bool ContainsRemoved(std::string_view input) const;

  uint64_t num_runs() const { return num_runs_; }
  uint64_t num_bad_lines() const { return num_bad_lines_; }

 private:
  bool Find(uint64_t key) const;

  std::vector<uint64_t> keys_;  // sorted
  uint64_t num_runs_ = 0;
  uint64_t num_bad_lines_ = 0;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_JOURNAL_FINISHED_H_
