#include "apps/jackdaw/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

constexpr auto kRedrawInterval = std::chrono::milliseconds(100);
constexpr size_t kMaxBarWidth = 24;
constexpr size_t kMinBarWidth = 4;

size_t TerminalWidth() {
  struct winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::string MinutesAndSeconds(double seconds) {
  const auto total = static_cast<uint64_t>(std::clamp(seconds, 0.0, 359999.0));
  return fmt::format("{}:{:02}", total / 60, total % 60);
}

}  // namespace

void Progress::Start(uint64_t num_files, uint64_t num_bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  num_files_ = num_files;
  num_bytes_ = num_bytes;
  start_ = Clock::now();
  Draw();
}

void Progress::FileDone(const FileReport& report, uint64_t job_size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++files_done_;
  bytes_done_ += job_size;
  if (report.status == FileStatus::kOk) {
    input_bytes_ += report.input_bytes;
    output_bytes_ += report.output_bytes;
  }
  if (report.status == FileStatus::kFailed) {
    Erase();
    PrintError(fmt::format("{}: {}", Printable(report.input), Printable(report.error.message)));
  }
  if (Clock::now() - last_draw_ >= kRedrawInterval) Draw();
}

void Progress::Finish() {
  const std::lock_guard<std::mutex> lock(mutex_);
  Erase();
}

std::string Progress::Line(size_t width) const {
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const double part =
      num_bytes_ == 0 ? 0 : static_cast<double>(bytes_done_) / static_cast<double>(num_bytes_);
  const bool is_sweep = command_ == Command::kSweep;  // its points have no sizes
  std::string text = is_sweep ? fmt::format("{}/{} points", files_done_, num_files_)
                              : fmt::format("{}/{} files  {}/{} MB", files_done_, num_files_,
                                            Megabytes(bytes_done_), Megabytes(num_bytes_));
  if (input_bytes_ > 0 && (command_ == Command::kCompress || command_ == Command::kTranscode)) {
    text += fmt::format("  {:.1f} % saved", SavedPercent(input_bytes_, output_bytes_));
  }
  if (bytes_done_ > 0 && seconds > 0) {
    const uint64_t jpeg_bytes = JpegBytes(command_, input_bytes_, output_bytes_);
    if (!is_sweep) {
      text += fmt::format("  {:.1f} MB/s", static_cast<double>(jpeg_bytes) / seconds / 1e6);
    }
    text += fmt::format("  ETA {}", MinutesAndSeconds(seconds * (1 - part) / std::max(part, 1e-9)));
  }
  constexpr size_t kBarFrame = 3;  // the brackets and a space
  if (width < text.size() + kBarFrame + kMinBarWidth) return text.substr(0, width);
  const size_t bar_width = std::min(kMaxBarWidth, width - text.size() - kBarFrame);
  const auto filled =
      std::min(bar_width, static_cast<size_t>(part * static_cast<double>(bar_width)));
  return fmt::format("[{}{}] {}", std::string(filled, '#'), std::string(bar_width - filled, '-'),
                     text);
}

void Progress::Draw() {
  if (!enabled_) return;
  // One column stays free: some terminals wrap when the last one is used.
  PrintStatus("\r\x1b[K" + Line(TerminalWidth() - 1));
  is_drawn_ = true;
  last_draw_ = Clock::now();
}

void Progress::Erase() {
  if (!is_drawn_) return;
  PrintStatus("\r\x1b[K");
  is_drawn_ = false;
}

bool StderrIsTerminal() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && (term == nullptr || std::string_view(term) != "dumb");
}

}  // namespace jackdaw::app
