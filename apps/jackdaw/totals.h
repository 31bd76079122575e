// Sums over the files of a run.
#ifndef JACKDAW_APPS_JACKDAW_TOTALS_H_
#define JACKDAW_APPS_JACKDAW_TOTALS_H_

#include <cstdint>

#include "apps/jackdaw/file_report.h"
#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/inputs.h"

namespace jackdaw::app {

struct Totals {
  uint64_t files = 0;  // of all kinds below
  uint64_t ok = 0, failed = 0, planned = 0;
  uint64_t input_bytes = 0, output_bytes = 0;  // of the files that are ok; input: or planned
  uint64_t samples = 0;                        // of the pictures of decompress --pixels and encode
  uint64_t modelled = 0, partial = 0, stored = 0;
  uint64_t exact = 0, lossy = 0;  // .jkd files that are ok
  uint64_t compared = 0, no_original = 0, removed = 0;
  uint64_t hard_linked = 0;  // ok, with other names
  SkipCounts skipped;
  double seconds = 0;
  int num_threads = 1;
  bool is_interrupted = false;  // by a signal

  void Add(const FileReport& file);
};

// Bytes of JPEG on this side of the codec, whichever direction it ran. Not for --pixels.
uint64_t JpegBytes(Command command, uint64_t input_bytes, uint64_t output_bytes);

// Whether the summary says how much smaller outputs are than inputs.
bool ShowsSaving(Command command);

double PerSecond(uint64_t bytes, double seconds);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_TOTALS_H_
