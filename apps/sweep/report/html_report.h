// A sweep as one page: plots, tables and cut-outs, with everything that it needs inside.
#ifndef JACKDAW_APPS_SWEEP_REPORT_HTML_REPORT_H_
#define JACKDAW_APPS_SWEEP_REPORT_HTML_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "apps/sweep/results.h"

namespace jackdaw::sweep {

// `document`: of JsonReport.
std::string HtmlReport(nlohmann::json document, const SweepResults& results);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_REPORT_HTML_REPORT_H_
