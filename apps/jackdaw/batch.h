// Runs one function over all files of a plan, in parallel.
#ifndef JACKDAW_APPS_JACKDAW_BATCH_H_
#define JACKDAW_APPS_JACKDAW_BATCH_H_

#include <cstdint>
#include <functional>

#include "apps/jackdaw/context.h"
#include "apps/jackdaw/plan.h"
#include "apps/jackdaw/report.h"

namespace jackdaw::app {

struct FileLimits {
  uint64_t memory = 0;  // for the codec
  int num_threads = 1;
  bool is_last_try = false;  // false: may answer kNeedsMoreMemory, before it has written anything
};

using ProcessFile = std::function<FileReport(const Job& job, const FileLimits& limits)>;

// Exceptions of `process` become failures of their file. Files that need more memory than their
// share run again at the end, one at a time, with the whole limit and all threads.
RunReport RunBatch(const Context& context, const Plan& plan, const ProcessFile& process);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_BATCH_H_
