// The summary of a .jkd on the disk, of which little is read.
#ifndef JACKDAW_APPS_JACKDAW_SUMMARY_FILE_H_
#define JACKDAW_APPS_JACKDAW_SUMMARY_FILE_H_

#include <optional>
#include <string>

#include "jackdaw/summary.h"

namespace jackdaw::app {

// None for all but regular files that start like a .jkd, also for what cannot be opened: reading it
// as a whole says why.
std::optional<Result<Summary>> SummaryOfFile(const std::string& path);

// Whether it is a .jkd that says that it was made with a loss.
bool IsLossyFile(const std::string& path);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SUMMARY_FILE_H_
