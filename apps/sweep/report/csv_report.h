// A sweep as CSV (RFC 4180): one line per point.
#ifndef JACKDAW_APPS_SWEEP_REPORT_CSV_REPORT_H_
#define JACKDAW_APPS_SWEEP_REPORT_CSV_REPORT_H_

#include <string>

#include "apps/sweep/results.h"

namespace jackdaw::sweep {

// Columns: source, codec, version, setting_name, setting, bytes, bits_per_pixel,
// encode_cpu_seconds, decode_cpu_seconds, then each measure as input_KEY and as pristine_KEY.
// Not measured: empty; infinite: inf. Points that failed have no line.
std::string CsvReport(const SweepResults& results);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_REPORT_CSV_REPORT_H_
