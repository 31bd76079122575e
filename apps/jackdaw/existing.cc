#include "apps/jackdaw/existing.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "apps/jackdaw/pixel_format.h"
#include "apps/jackdaw/summary_file.h"

namespace jackdaw::app {
namespace {

ExistingFacts Facts(Existing kind, std::string reason, std::optional<bool> lossy = std::nullopt) {
  return {kind, lossy, std::move(reason)};
}

// The .jkd's summary, or what is wrong with it.
Result<Summary> SummaryOrError(const std::string& path) {
  std::optional<Result<Summary>> summary = SummaryOfFile(path);
  if (!summary.has_value()) return PlainError(ErrorCode::kUnsupported, "is no .jkd file");
  return std::move(*summary);
}

// Of a regular file; empty: it is none, or cannot be read.
std::vector<uint8_t> StartOf(const std::string& path) {
  struct stat st;
  if (stat(path.c_str(), &st) != 0 || !S_ISREG(st.st_mode)) return {};
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::vector<uint8_t> start(64);
  const ssize_t size = fd.valid() ? pread(fd.get(), start.data(), start.size(), 0) : 0;
  start.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return start;
}

bool HaveSameTime(const struct stat& a, const struct stat& b) {
  return ModificationTime(a) == ModificationTime(b);
}

// Whether the file's bytes have the hash; false also when it cannot be read.
bool FileHasHash(const std::string& path, const std::array<uint8_t, 16>& hash, uint64_t max_bytes) {
  const Result<FileData> file = ReadFile(path, max_bytes);
  return file.ok() && ContentHash(file.value().bytes) == hash;
}

ExistingFacts CompareExact(const Original& original, const Summary& summary,
                           const std::string& jkd_path, uint64_t max_bytes) {
  const std::string reason = "holds another version of the file, or another picture";
  if (original.bytes.has_value()) {
    return ContentHash(*original.bytes) == summary.content_hash
               ? Facts(Existing::kSame, "", summary.lossy)
               : Facts(Existing::kOther, reason, summary.lossy);
  }
  struct stat st, jkd;
  if (stat(original.path.c_str(), &st) != 0 || stat(jkd_path.c_str(), &jkd) != 0) {
    return Facts(Existing::kOther, "cannot be compared", summary.lossy);
  }
  const bool is_same =
      static_cast<uint64_t>(st.st_size) == summary.original_size &&
      (HaveSameTime(st, jkd) || FileHasHash(original.path, summary.content_hash, max_bytes));
  return is_same ? Facts(Existing::kSame, "", summary.lossy)
                 : Facts(Existing::kOther, reason, summary.lossy);
}

}  // namespace

ExistingFacts CompareWithJkd(const Original& original, const std::string& jkd_path,
                             bool lossy_wanted, uint64_t max_bytes) {
  const Result<Summary> summary = SummaryOrError(jkd_path);
  if (!summary.ok()) {
    return summary.error().code == ErrorCode::kUnsupported
               ? Facts(Existing::kForeign, summary.error().message)
               : Facts(Existing::kDamaged, "is damaged: " + summary.error().message);
  }
  if (!summary.value().lossy) {
    return CompareExact(original, summary.value(), jkd_path, max_bytes);
  }
  struct stat st, jkd;
  const bool same_time = !original.bytes.has_value() && stat(original.path.c_str(), &st) == 0 &&
                         stat(jkd_path.c_str(), &jkd) == 0 && HaveSameTime(st, jkd);
  if (!same_time) {
    return Facts(Existing::kOther, "was made with a loss, of a file with another time", true);
  }
  if (!lossy_wanted) return Facts(Existing::kOther, "was made with a loss", true);
  return Facts(Existing::kSame, "", true);
}

ExistingFacts CompareDecoded(const std::string& original_path, const std::string& jkd_path,
                             uint64_t max_bytes) {
  const Result<Summary> summary = SummaryOrError(jkd_path);
  // The input is at fault: decoding it says how.
  if (!summary.ok()) return Facts(Existing::kOther, "cannot be compared");
  ExistingFacts facts =
      CompareExact({original_path, std::nullopt}, summary.value(), jkd_path, max_bytes);
  if (facts.kind != Existing::kOther) return facts;
  facts.reason = "is not the file that the .jkd holds";
  if (!IsJpegFile(original_path)) facts.kind = Existing::kForeign;
  return facts;
}

ExistingFacts CompareBytes(const std::string& output, std::span<const uint8_t> bytes,
                           uint64_t max_bytes) {
  const Result<FileData> existing = ReadFile(output, max_bytes);
  if (existing.ok() && std::equal(bytes.begin(), bytes.end(), existing.value().bytes.begin(),
                                  existing.value().bytes.end())) {
    return Facts(Existing::kSame, "");
  }
  return Facts(IsJpegFile(output) ? Existing::kOther : Existing::kForeign,
               "is not the file that the .jkd holds");
}

ExistingFacts CompareTimes(const std::string& input, const std::string& output) {
  struct stat a, b;
  const bool is_same =
      stat(input.c_str(), &a) == 0 && stat(output.c_str(), &b) == 0 && HaveSameTime(a, b);
  return is_same ? Facts(Existing::kSame, "")
                 : Facts(Existing::kOther, "was not made of this version of the input");
}

bool IsJpegFile(const std::string& path) {
  const std::vector<uint8_t> start = StartOf(path);
  return start.size() >= 2 && start[0] == 0xff && start[1] == 0xd8;
}

bool IsPictureFile(const std::string& path) { return LooksLikePicture(StartOf(path)); }

}  // namespace jackdaw::app
