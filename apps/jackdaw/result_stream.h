// Results on standard output, as they come: text, or JSON as one document or an object a line.
//
// JSON has a head, any number of files and a tail (docs/json.md). Memory does not grow.
#ifndef JACKDAW_APPS_JACKDAW_RESULT_STREAM_H_
#define JACKDAW_APPS_JACKDAW_RESULT_STREAM_H_

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

// How long the end of an interrupted run waits for a thread that prints: somebody who reads neither
// standard output nor standard error can hold it up for ever.
inline constexpr std::chrono::seconds kPatienceAtEnd(2);

class ResultStream {
 public:
  explicit ResultStream(const Options& options) : options_(options) {}

  // Text goes out in pieces: when much of it waits, or has waited for long.
  void Text(std::string_view text);

  // Schema, command and version come first; `head` has further members.
  void JsonHead(const nlohmann::ordered_json& head);
  void JsonFile(const nlohmann::ordered_json& file);
  // The totals, then further members. Of --json=lines, all go into one line.
  void JsonTail(const nlohmann::ordered_json& totals, const nlohmann::ordered_json& more);

  // Writes what waits. False when any of it could not be written.
  [[nodiscard]] bool Flush();
  // False once standard output cannot be written any more.
  bool is_good() const { return is_good_; }

 private:
  using Clock = std::chrono::steady_clock;

  const Options& options_;
  std::string waiting_;
  Clock::time_point last_flush_ = Clock::now();
  bool has_files_ = false;
  bool is_good_ = true;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_RESULT_STREAM_H_
