#include "apps/jackdaw/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/text.h"
#include "apps/jackdaw/totals.h"

namespace jackdaw::app {
namespace {

constexpr auto kRedrawInterval = std::chrono::milliseconds(100);
constexpr size_t kMaxBarWidth = 24;
constexpr size_t kMinBarWidth = 4;
constexpr size_t kMinNameWidth = 8;

size_t TerminalWidth() {
  struct winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::string MinutesAndSeconds(double seconds) {
  const auto total = static_cast<uint64_t>(std::clamp(seconds, 0.0, 359999.0));
  return fmt::format("{}:{:02}", total / 60, total % 60);
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

void Progress::Start() {
  const std::lock_guard<std::mutex> lock(mutex_);
  start_ = Clock::now();
  DrawIfDue();
}

void Progress::SetPlanned(uint64_t num_files, uint64_t num_bytes, bool is_all) {
  const std::lock_guard<std::mutex> lock(mutex_);
  num_files_ = num_files;
  num_bytes_ = num_bytes;
  is_all_planned_ = is_all;
  DrawIfDue();
}

void Progress::FileBegins(uint64_t id, const std::string& name, uint64_t size) {
  if (!enabled_) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  in_work_[id] = {BaseName(name), size, 0};
  DrawIfDue();
}

void Progress::FileMoves(uint64_t id, uint32_t per_mille) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto file = in_work_.find(id);
  if (file == in_work_.end()) return;
  file->second.per_mille = std::max(file->second.per_mille, std::min(per_mille, 1000u));
  DrawIfDue();
}

void Progress::FilePutOff(uint64_t id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  in_work_.erase(id);
}

void Progress::FileDone(uint64_t id, const FileReport& report, uint64_t size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  in_work_.erase(id);
  ++files_done_;
  bytes_done_ += size;
  if (report.status == FileStatus::kOk) {
    input_bytes_ += report.input_bytes;
    output_bytes_ += report.output_bytes;
  }
  if (report.status == FileStatus::kFailed) {
    EraseLocked();
    PrintError(fmt::format("{}: {}", Printable(report.input), Printable(report.error.message)));
  }
  DrawIfDue();
}

void Progress::PrintState() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (is_over_) return;
  const double part =
      num_bytes_ == 0 ? 0 : static_cast<double>(bytes_done_) / static_cast<double>(num_bytes_);
  PrintStatus("jackdaw: " + Counts(bytes_done_) + Rates(bytes_done_, part) + '\n');
}

void Progress::PrintLine(const std::string& line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  EraseLocked();
  PrintStatus(line + '\n');
}

void Progress::Erase() {
  const std::lock_guard<std::mutex> lock(mutex_);
  EraseLocked();
}

void Progress::Finish() {
  const std::lock_guard<std::mutex> lock(mutex_);
  EraseLocked();
  is_over_ = true;
}

std::string Progress::Counts(uint64_t bytes_done) const {
  // The points of a sweep have no sizes.
  if (command_ == Command::kSweep) return fmt::format("{}/{} points", files_done_, num_files_);
  const char* const more = is_all_planned_ ? "" : "+";
  std::string text = fmt::format("{}/{}{} files  {}/{}{} MB", files_done_, num_files_, more,
                                 Megabytes(bytes_done), Megabytes(num_bytes_), more);
  if (input_bytes_ > 0 && ShowsSaving(command_)) {
    text += fmt::format("  {:.1f} % smaller", SavedPercent(input_bytes_, output_bytes_));
  }
  return text;
}

std::string Progress::Rates(uint64_t bytes_done, double part) const {
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  if (bytes_done == 0 || seconds <= 0) return {};
  std::string text;
  if (command_ != Command::kSweep) {
    text = fmt::format("  {:.1f} files/s", static_cast<double>(files_done_) / seconds);
    const uint64_t jpeg_bytes = JpegBytes(command_, input_bytes_, output_bytes_);
    if (jpeg_bytes > 0) {
      text += fmt::format("  {:.1f} MB/s", static_cast<double>(jpeg_bytes) / seconds / 1e6);
    }
  }
  if (!is_all_planned_ || part <= 0) return text;
  return text + fmt::format("  ETA {}", MinutesAndSeconds(seconds * (1 - part) / part));
}

// The file that has been in work for the longest time. Names whose width is not known are left out.
std::string Progress::NameInWork(size_t width) const {
  if (in_work_.empty() || width < kMinNameWidth) return {};
  const FileInWork& file = in_work_.begin()->second;
  if (!IsAscii(file.name)) return {};
  const std::string percent = file.per_mille > 0 ? fmt::format(" {} %", file.per_mille / 10) : "";
  const size_t room = width - 2 - std::min(width - 2, percent.size());
  if (file.name.size() <= room) return "  " + file.name + percent;
  return "  ..." + file.name.substr(file.name.size() - room + std::min<size_t>(room, 3)) + percent;
}

std::string Progress::Line(size_t width) const {
  uint64_t bytes_done = bytes_done_;
  for (const auto& [id, file] : in_work_) bytes_done += file.size / 1000 * file.per_mille;
  const uint64_t planned = std::max(num_bytes_, bytes_done);
  const double part =
      planned == 0 ? 0 : static_cast<double>(bytes_done) / static_cast<double>(planned);
  const std::string text = Counts(bytes_done) + Rates(bytes_done, part);
  constexpr size_t kBarFrame = 3;  // the brackets and a space
  if (width < text.size() + kBarFrame + kMinBarWidth) return text.substr(0, width);
  const size_t spare = width - text.size() - kBarFrame;
  // The name of the file comes first, then the length of the bar.
  const size_t bar_width = std::clamp(spare / 3, kMinBarWidth, kMaxBarWidth);
  const auto filled =
      std::min(bar_width, static_cast<size_t>(part * static_cast<double>(bar_width)));
  return fmt::format("[{}{}] {}{}", std::string(filled, '#'), std::string(bar_width - filled, '-'),
                     text, NameInWork(spare - bar_width));
}

void Progress::DrawIfDue() {
  if (!enabled_ || is_over_ || Clock::now() - last_draw_ < kRedrawInterval) return;
  // One column stays free: some terminals wrap when the last one is used.
  PrintStatus("\r\x1b[K" + Line(TerminalWidth() - 1));
  is_drawn_ = true;
  last_draw_ = Clock::now();
}

void Progress::EraseLocked() {
  if (!is_drawn_) return;
  PrintStatus("\r\x1b[K");
  is_drawn_ = false;
  last_draw_ = {};
}

bool StderrIsTerminal() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && (term == nullptr || std::string_view(term) != "dumb");
}

}  // namespace jackdaw::app
