// The results as JSON; docs/json.md describes it.
#ifndef JACKDAW_APPS_JACKDAW_REPORT_JSON_H_
#define JACKDAW_APPS_JACKDAW_REPORT_JSON_H_

#include <cstdint>
#include <string>

#include "apps/jackdaw/file_report.h"
#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/totals.h"

namespace jackdaw::app {

// The parts of a document, written one after the other, or the lines of --json=lines: which, the
// options say. num_before: files that were written before.
std::string JsonHead(const Options& options);
std::string JsonFile(const Options& options, const FileReport& file);
std::string JsonSeparator(const Options& options, uint64_t num_before);  // before a file
std::string JsonTail(const Options& options, const Totals& totals, uint64_t num_before);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_REPORT_JSON_H_
