// What check found, as text or JSON, as it comes.
#ifndef JACKDAW_APPS_JACKDAW_CHECK_REPORT_H_
#define JACKDAW_APPS_JACKDAW_CHECK_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/result_stream.h"
#include "archive/catalogue_judge.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

struct CheckTotals {
  // Each picture counts once in the first line, and once in the second.
  uint64_t ok = 0, damaged = 0, missing = 0, changed = 0, unreadable = 0;
  uint64_t exact = 0, not_compressed = 0, lossy_only = 0, nothing = 0;
  uint64_t is_new = 0;
};

// The worst of what was found.
int ExitStatusOf(const CheckTotals& totals, bool is_strict);

class CheckReport {
 public:
  // What the end of the report says of the run.
  struct Run {
    std::string catalogue_path;
    std::string catalogue_state;  // "made", "updated", "rebuilt" or "read only"
    uint64_t num_files = 0, num_bytes = 0;
    double seconds = 0;
    std::optional<Error> error;  // why the check was not finished
  };

  explicit CheckReport(const Options& options) : options_(options), stream_(options) {}

  void Begin(const std::string& tree);
  // Counts it, and names it if that is asked for. Returns whether a line was written.
  bool Add(const std::string& name, const archive::Verdict& verdict);
  void End(const Run& run);

  const CheckTotals& totals() const { return totals_; }
  uint64_t num_pictures() const {
    return totals_.exact + totals_.not_compressed + totals_.lossy_only + totals_.nothing;
  }
  [[nodiscard]] bool Flush() { return stream_.Flush(); }

 private:
  void EndText(const Run& run);

  const Options& options_;
  ResultStream stream_;
  CheckTotals totals_;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_CHECK_REPORT_H_
