#include "apps/jackdaw/run_log.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <span>
#include <string_view>

#include "apps/jackdaw/report_text.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/text.h"
#include "archive/journal.h"

namespace jackdaw::app {

Result<RunLog> RunLog::Open(const std::string& path) {
  if (path.empty()) return RunLog(UniqueFd());
  UniqueFd fd(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666));
  if (!fd.valid()) return IoError("cannot open", errno);
  return RunLog(std::move(fd));
}

std::string RunLog::Line(Command command, const FileReport& file) {
  return archive::TimeStamp() + ' ' + LogLine(command, file);
}

void RunLog::Begin(const Options& options) {
  if (!fd_.valid()) return;
  std::string what = CommandName(options.command);
  for (const std::string& input : options.inputs) what += ' ' + Printable(input);
  if (!options.files_from.empty()) what += " --files-from " + Printable(options.files_from);
  Write(fmt::format("{} begin    {}\n", archive::TimeStamp(), what));
}

void RunLog::Add(Command command, const FileReport& file) {
  if (fd_.valid()) Write(Line(command, file) + '\n');
}

void RunLog::End(const std::string& summary) {
  if (!fd_.valid()) return;
  std::string text;
  std::string_view rest = summary;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    text += fmt::format("{} end      {}\n", archive::TimeStamp(), rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  Write(text);
}

void RunLog::Write(const std::string& line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const Status written =
      WriteAll(fd_.get(), std::span(reinterpret_cast<const uint8_t*>(line.data()), line.size()));
  if (written.ok() || is_incomplete_) return;
  is_incomplete_ = true;
  PrintError("--log: a line is missing: " + written.error().message);
}

}  // namespace jackdaw::app
