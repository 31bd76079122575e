// Runs one function over all files of a plan, in parallel.
#ifndef JACKDAW_APPS_JACKDAW_BATCH_H_
#define JACKDAW_APPS_JACKDAW_BATCH_H_

#include <cstdint>
#include <functional>

#include "apps/jackdaw/context.h"
#include "apps/jackdaw/file_report.h"
#include "apps/jackdaw/plan.h"
#include "apps/jackdaw/reporter.h"

namespace jackdaw::app {

struct FileLimits {
  uint64_t memory = 0;  // for the codec
  int num_threads = 1;
  bool is_last_try = false;  // false: may answer kNeedsMoreMemory, before it has written anything
  // Receives how far the file is, as a Monitor does; empty: nobody wants to know.
  std::function<void(uint32_t per_mille)> progress = {};
};

using ProcessFile = std::function<FileReport(const Job& job, const FileLimits& limits)>;

// Exceptions of `process` become failures of their file. Files that need more memory than their
// share run again at the end, one at a time, with the whole limit and all threads; where there are
// very many of them, as soon as the others have given back what they hold.
//
// The plan is asked for the next file only when a thread is free, so that a run takes as much
// memory for ten files as for ten million.
void RunBatch(const Context& context, Plan& plan, Reporter& reporter, const ProcessFile& process);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_BATCH_H_
