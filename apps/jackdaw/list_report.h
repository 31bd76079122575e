// The pictures of a tree as a table or JSON, as they come, with their totals.
#ifndef JACKDAW_APPS_JACKDAW_LIST_REPORT_H_
#define JACKDAW_APPS_JACKDAW_LIST_REPORT_H_

#include <cstdint>
#include <string>

#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/result_stream.h"
#include "archive/catalogue_list.h"

namespace jackdaw::app {

class ListReport {
 public:
  explicit ListReport(const Options& options) : options_(options), stream_(options) {}

  void Begin(const std::string& tree);
  // False when nobody reads the list any more.
  bool Add(const archive::ListedPicture& picture);
  // What went wrong outside of single pictures; counts as a failure.
  void AddProblem() { ++failed_; }
  void End(double seconds);

  uint64_t failed() const { return failed_; }
  [[nodiscard]] bool Flush() { return stream_.Flush(); }

 private:
  const Options& options_;
  ResultStream stream_;
  uint64_t exact_ = 0, not_compressed_ = 0, lossy_ = 0, failed_ = 0;
  uint64_t size_ = 0, original_size_ = 0;  // of the pictures that can be read
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_LIST_REPORT_H_
