// The results as a person reads them.
#ifndef JACKDAW_APPS_JACKDAW_REPORT_TEXT_H_
#define JACKDAW_APPS_JACKDAW_REPORT_TEXT_H_

#include <string>

#include "apps/jackdaw/file_report.h"
#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/totals.h"

namespace jackdaw::app {

// One line for the only file of a run.
std::string OneFileSummary(const Options& options, const FileReport& file);

// A table for a run over several.
std::string SummaryTable(const Options& options, const Totals& totals);

// A line for --verbose and --log, without time stamp and line break.
std::string LogLine(Command command, const FileReport& file);

// Whether something was passed over, which a summary of one file would hide.
bool HasSkipped(const SkipCounts& skipped);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_REPORT_TEXT_H_
