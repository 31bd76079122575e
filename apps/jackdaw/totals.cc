#include "apps/jackdaw/totals.h"

#include <algorithm>
#include <utility>

namespace jackdaw::app {

FileReport Failed(FileReport report, Error error) {
  report.status = FileStatus::kFailed;
  report.error = std::move(error);
  return report;
}

FileReport Planned(FileReport report, uint64_t size) {
  report.status = FileStatus::kPlanned;
  report.input_bytes = size;
  return report;
}

void Totals::Add(const FileReport& file) {
  ++files;
  removed += file.removed_original;
  switch (file.status) {
    case FileStatus::kFailed:
      ++failed;
      return;
    case FileStatus::kSkipped:
      ++(file.is_changed ? skipped.changed : skipped.existing);
      return;
    case FileStatus::kPlanned:
      ++planned;
      input_bytes += file.input_bytes;
      return;
    case FileStatus::kOk:
    case FileStatus::kNeedsMoreMemory:
      break;
  }
  ++ok;
  input_bytes += file.input_bytes;
  output_bytes += file.output_bytes;
  if (file.picture.has_value()) {
    const PictureFacts& picture = *file.picture;
    samples += uint64_t{picture.width_px} * picture.height_px * picture.num_channels;
  }
  if (file.encoded.has_value()) {
    const EncodeFacts& picture = *file.encoded;
    samples += uint64_t{picture.width_px} * picture.height_px * picture.num_channels;
  }
  modelled += file.outcome == Outcome::kModelled;
  partial += file.outcome == Outcome::kPartial;
  stored += file.outcome == Outcome::kStored;
  exact += file.lossy == false;
  lossy += file.lossy == true;
  compared += file.comparison == Comparison::kEqual;
  no_original += file.comparison == Comparison::kNoOriginal;
  hard_linked += file.num_links > 1;
}

uint64_t JpegBytes(Command command, uint64_t input_bytes, uint64_t output_bytes) {
  const bool output_is_original = command == Command::kDecompress || command == Command::kVerify;
  return !output_is_original ? input_bytes : output_bytes;
}

bool ShowsSaving(Command command) {
  return command == Command::kCompress || command == Command::kTranscode ||
         command == Command::kEncode;
}

double PerSecond(uint64_t bytes, double seconds) {
  return static_cast<double>(bytes) / std::max(seconds, 1e-6);
}

}  // namespace jackdaw::app
