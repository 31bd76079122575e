// The pictures of a tree as a table or JSON, as they come, with their totals. Thread-safe.
#ifndef JACKDAW_APPS_JACKDAW_LIST_REPORT_H_
#define JACKDAW_APPS_JACKDAW_LIST_REPORT_H_

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/result_stream.h"
#include "archive/catalogue_list.h"

namespace jackdaw::app {

class ListReport {
 public:
  // The time of the run begins now.
  explicit ListReport(const Options& options) : options_(options), stream_(options) {}

  void Begin(const std::string& tree);
  // False when nobody reads the list any more.
  bool Add(const archive::ListedPicture& picture);
  // What went wrong outside of single pictures; counts as a failure.
  void AddProblem();
  // False when something could not be written, or has failed.
  [[nodiscard]] bool End();
  // Ends the list, unless it has ended, from a thread that is the last one to run: nothing is
  // printed after it.
  void Interrupt();

 private:
  void WriteEnd();

  const Options& options_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::timed_mutex mutex_;
  ResultStream stream_;
  bool has_ended_ = false, is_interrupted_ = false;
  uint64_t exact_ = 0, not_compressed_ = 0, lossy_ = 0, failed_ = 0;
  uint64_t size_ = 0, original_size_ = 0;  // of the pictures that can be read
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_LIST_REPORT_H_
