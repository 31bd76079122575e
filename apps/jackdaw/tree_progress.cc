#include "apps/jackdaw/tree_progress.h"

#include <fmt/format.h>

#include <string>

#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

constexpr auto kRedrawInterval = std::chrono::milliseconds(100);

}  // namespace

void TreeProgress::SetExpected(uint64_t num_expected) {
  const std::lock_guard<std::mutex> lock(mutex_);
  num_expected_ = num_expected;
}

void TreeProgress::FileDone(uint64_t num_bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++num_files_;
  num_bytes_ += num_bytes;
  if (!enabled_ || Clock::now() - last_draw_ < kRedrawInterval) return;
  last_draw_ = Clock::now();
  std::string text = WithCommas(num_files_);
  if (num_expected_ > 0) text += fmt::format(" of about {}", WithCommas(num_expected_));
  const double rate = static_cast<double>(num_files_) / seconds();
  PrintStatus(
      fmt::format("\r\x1b[K{} files  {} MB  {:.0f} files/s", text, Megabytes(num_bytes_), rate));
  is_drawn_ = true;
}

void TreeProgress::Erase() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (is_drawn_) PrintStatus("\r\x1b[K");
  is_drawn_ = false;
}

TreeProgress::Done TreeProgress::done() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {num_files_, num_bytes_, seconds()};
}

double TreeProgress::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

}  // namespace jackdaw::app
