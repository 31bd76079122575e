#include "apps/jackdaw/list_report.h"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <nlohmann/json.hpp>

#include "apps/jackdaw/catalogue_of_tree.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

using archive::Held;
using archive::ListedPicture;
using Json = nlohmann::ordered_json;

constexpr int64_t kNsPerSecond = 1000000000;

// In the zone of the user, as ls has it.
std::string LocalTime(int64_t ns) {
  const auto seconds = static_cast<std::time_t>(ns / kNsPerSecond);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &parts);
  return text.data();
}

// What the .jkd saves. Nothing is saved while the original is there as well.
bool HasSaving(const ListedPicture& picture) {
  return (picture.held == Held::kExact || picture.held == Held::kLossy) && !picture.original_beside;
}

std::string TableLine(const ListedPicture& picture) {
  const std::string saved =
      HasSaving(picture)
          ? fmt::format("{:.1f} %", SavedPercent(picture.original_size, picture.size))
          : "-";
  return fmt::format("{:>14} {:>14} {:>8}  {}  {:<9} {}\n", WithCommas(picture.size),
                     WithCommas(picture.original_size), saved, LocalTime(picture.mtime_ns),
                     archive::HeldName(picture.held), Printable(picture.name));
}

std::string Hex(const archive::ContentHash& hash) {
  std::string text;
  for (const uint8_t byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

Json PictureJson(const ListedPicture& picture) {
  Json json = {{"name", picture.name}};
  if (picture.held == Held::kNothing) {
    json["held"] = archive::HeldName(picture.held);
    json["path"] = picture.path;
    json["size"] = picture.size;
    json["message"] = picture.error;
    return json;
  }
  json["held"] = archive::HeldName(picture.held);
  json["path"] = picture.path;
  json["size"] = picture.size;
  json["original_size"] = picture.original_size;
  if (HasSaving(picture)) {
    json["saved_percent"] = SavedPercent(picture.original_size, picture.size);
  }
  if (picture.original_beside) json["original_beside"] = true;
  json["modified"] = UtcTime(picture.mtime_ns);
  if (picture.content_hash) json["content_hash"] = Hex(*picture.content_hash);
  return json;
}

}  // namespace

void ListReport::Begin(const std::string& tree) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  if (options_.json) {
    stream_.JsonHead({{"tree", tree}});
    return;
  }
  stream_.Text(fmt::format("{:>14} {:>14} {:>8}  {:<16}  {:<9} {}\n", "size", "original", "saved",
                           "date", "held", "name"));
}

bool ListReport::Add(const ListedPicture& picture) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  exact_ += picture.held == Held::kExact;
  not_compressed_ += picture.held == Held::kOriginal;
  lossy_ += picture.held == Held::kLossy;
  if (picture.held == Held::kNothing) {
    ++failed_;
    PrintError(fmt::format("{}: {}", Printable(picture.path), Printable(picture.error)));
  } else {
    size_ += picture.size;
    original_size_ += picture.original_size;
  }
  if (options_.json) {
    stream_.JsonFile(PictureJson(picture));
  } else if (picture.held != Held::kNothing) {
    stream_.Text(TableLine(picture));
  }
  return stream_.is_good();
}

void ListReport::AddProblem() {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  ++failed_;
}

bool ListReport::End() {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  WriteEnd();
  return stream_.Flush() && failed_ == 0;
}

void ListReport::Interrupt() {
  if (!mutex_.try_lock_for(kPatienceAtEnd)) return;
  // The lock is kept: the process ends, and no other thread prints.
  if (has_ended_) return;
  is_interrupted_ = true;
  WriteEnd();
  (void)stream_.Flush();
}

void ListReport::WriteEnd() {
  has_ended_ = true;
  const uint64_t num_pictures = exact_ + not_compressed_ + lossy_;
  if (options_.json) {
    Json sum = {{"pictures", num_pictures},
                {"exact", exact_},
                {"original", not_compressed_},
                {"lossy", lossy_},
                {"failed", failed_},
                {"size", size_},
                {"original_size", original_size_},
                {"saved_percent", SavedPercent(original_size_, size_)}};
    if (is_interrupted_) sum["interrupted"] = true;
    const auto time = std::chrono::steady_clock::now() - start_;
    sum["seconds"] = std::chrono::duration<double>(time).count();
    stream_.JsonTail(sum, Json::object());
    return;
  }
  if (options_.quiet) return;
  if (is_interrupted_) stream_.Text("interrupted; so far:\n");
  std::string kinds = fmt::format("{} exact", WithCommas(exact_));
  if (not_compressed_ > 0) kinds += fmt::format(", {} not compressed", WithCommas(not_compressed_));
  if (lossy_ > 0) kinds += fmt::format(", {} lossy", WithCommas(lossy_));
  stream_.Text(fmt::format("{:>14} {:>14} {:>8}  {} ({})\n", WithCommas(size_),
                           WithCommas(original_size_),
                           fmt::format("{:.1f} %", SavedPercent(original_size_, size_)),
                           Counted(num_pictures, "picture", "pictures"), kinds));
}

}  // namespace jackdaw::app
