// What check found, as text or JSON, as it comes. Thread-safe.
#ifndef JACKDAW_APPS_JACKDAW_CHECK_REPORT_H_
#define JACKDAW_APPS_JACKDAW_CHECK_REPORT_H_

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

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
    uint64_t num_files = 0, num_bytes = 0;
    double seconds = 0;
    std::optional<Error> error = {};  // why the check was not finished
  };

  CheckReport(const Options& options, std::string catalogue_path)
      : options_(options), catalogue_path_(std::move(catalogue_path)), stream_(options) {}

  void Begin(const std::string& tree);
  // "made", "updated", "rebuilt", "read only", "unusable"; "unchanged" until this is called.
  void SetCatalogueState(const std::string& state);
  // Counts it, and names it if that is asked for. Returns whether a line was written.
  bool Add(const std::string& name, const archive::Verdict& verdict);
  void End(const Run& run);
  // Ends the report, unless it has ended, from a thread that is the last one to run: nothing is
  // printed after it.
  void Interrupt(const Run& run);

  // REQUIRES: no other thread calls Add().
  const CheckTotals& totals() const { return totals_; }
  uint64_t num_pictures() const {
    return totals_.exact + totals_.not_compressed + totals_.lossy_only + totals_.nothing;
  }
  [[nodiscard]] bool Flush();

 private:
  void WriteEnd(const Run& run);
  void EndText(const Run& run);

  const Options& options_;
  const std::string catalogue_path_;
  std::timed_mutex mutex_;
  ResultStream stream_;
  CheckTotals totals_;
  std::string catalogue_state_ = "unchanged";
  bool has_ended_ = false, is_interrupted_ = false;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_CHECK_REPORT_H_
