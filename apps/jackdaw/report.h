// What became of each file and of all together, as text or JSON on standard output.
#ifndef JACKDAW_APPS_JACKDAW_REPORT_H_
#define JACKDAW_APPS_JACKDAW_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/inputs.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw::app {

enum class FileStatus {
  kOk,
  kFailed,           // `error` says why
  kSkipped,          // the output exists, and --skip-existing
  kNeedsMoreMemory,  // to be tried again with the whole memory limit; never in a final report
};

// What verify --against-original found.
enum class Comparison { kNotAsked, kEqual, kNoOriginal };

// What transcode reports beside the sizes, as in TranscodeResult.
struct TranscodeFacts {
  bool lossless = false;
  bool copied = false;
  bool progressive = false;
  double lambda = 0;
  double psnr_db = 0;  // infinite when lossless
};

// Of what decompress --pixels wrote.
struct PictureFacts {
  uint32_t width_px = 0, height_px = 0, num_channels = 0;
};

// What compress reports when a loss was asked for, as in LossyResult.
struct LossFacts {
  bool lossless = false;
  double lambda = 0;
  double psnr_db = 0;  // infinite when lossless
};

struct FileReport {
  std::string input;
  std::string output;  // empty when nothing was written
  FileStatus status = FileStatus::kOk;
  Error error;
  uint64_t input_bytes = 0;
  uint64_t output_bytes = 0;                 // verify: of the decoded file
  std::optional<Outcome> outcome;            // compress only
  std::string reason;                        // why the outcome is not kModelled
  std::optional<TranscodeFacts> transcoded;  // transcode only
  std::optional<PictureFacts> picture;       // decompress --pixels only
  std::optional<LossFacts> loss;             // compress with a loss only
  bool removed_original = false;
  Comparison comparison = Comparison::kNotAsked;
  std::optional<FileInfo> info;  // info only
  double seconds = 0;
};

// Marks the report as failed and returns it.
FileReport Failed(FileReport report, Error error);

struct RunReport {
  std::vector<FileReport> files;  // in the order of the inputs, problems of the search last
  SkipCounts skipped;             // including files with kSkipped
  double seconds = 0;
  int num_threads = 1;
};

struct Totals {
  uint64_t ok = 0, failed = 0;
  uint64_t input_bytes = 0, output_bytes = 0;  // of the files that are ok
  uint64_t samples = 0;                        // of the pictures of decompress --pixels
  uint64_t modelled = 0, partial = 0, stored = 0;
  uint64_t compared = 0, no_original = 0, removed = 0;
};
Totals AddUp(const RunReport& report);

// Bytes of JPEG on this side of the codec, whichever direction it ran. Not for --pixels.
uint64_t JpegBytes(Command command, uint64_t input_bytes, uint64_t output_bytes);

// Prints the summary, or the JSON document of --json, as PrintOut does: false when it could not be
// written.
[[nodiscard]] bool PrintReport(const Options& options, const RunReport& report);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_REPORT_H_
