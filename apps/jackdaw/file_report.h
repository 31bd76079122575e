// What became of one file.
#ifndef JACKDAW_APPS_JACKDAW_FILE_REPORT_H_
#define JACKDAW_APPS_JACKDAW_FILE_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jackdaw/encode.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

enum class FileStatus {
  kOk,
  kFailed,           // `error` says why
  kSkipped,          // the output exists, and --skip-existing
  kPlanned,          // --dry-run: would be processed
  kNeedsMoreMemory,  // to be tried again with the whole memory limit; never in a final report
};

// What verify --against-original found.
enum class Comparison { kNotAsked, kEqual, kNoOriginal };

// What transcode reports beside the sizes, as in TranscodeResult.
struct TranscodeFacts {
  bool lossless = false;
  bool copied = false;
  std::optional<bool> progressive;  // not known of what could not be read
  double lambda = 0;
  double psnr_db = 0, psnr_luma_db = 0;  // infinite when lossless
};

// Of what decompress --pixels wrote.
struct PictureFacts {
  uint32_t width_px = 0, height_px = 0, num_channels = 0;
  bool restored = false;
  bool textured = false;
};

// What compress reports when a loss was asked for, as in LossyResult.
struct LossFacts {
  bool lossless = false;
  double lambda = 0;
  double psnr_db = 0, psnr_luma_db = 0;  // infinite when lossless
};

// What encode reports beside the sizes, as in EncodeResult.
struct EncodeFacts {
  EncodedKind kind = EncodedKind::kJpeg;
  ChromaSampling sampling = ChromaSampling::k444;
  uint32_t width_px = 0, height_px = 0, num_channels = 0;
  bool progressive = false;  // of JPEG
  double lambda = 0;
  double psnr_db = 0, psnr_luma_db = 0;
};

struct FileReport {
  std::string input;
  std::string output;  // empty when nothing was written
  FileStatus status = FileStatus::kOk;
  Error error;
  std::string note;  // what a person should know though nothing failed; one line
  std::vector<std::string> removed = {};   // transcode --strip: what is left out
  std::vector<std::string> warnings = {};  // of a result; one line each
  uint64_t input_bytes = 0;
  uint64_t output_bytes = 0;                 // verify: of the decoded file
  std::optional<bool> lossy;                 // of the .jkd that was written, read, or found
  bool is_changed = false;                   // skipped, but the output is not that of the input
  std::optional<Outcome> outcome;            // compress only
  std::string reason;                        // why the outcome is not kModelled
  std::optional<TranscodeFacts> transcoded;  // transcode only
  std::optional<EncodeFacts> encoded;        // encode only
  std::optional<PictureFacts> picture;       // decompress --pixels only
  std::optional<LossFacts> loss;             // compress with a loss only
  bool removed_original = false;
  Comparison comparison = Comparison::kNotAsked;
  std::optional<FileInfo> info;  // info only
  double seconds = 0;
  // The input when it was found.
  bool is_regular = false;
  uint64_t found_size = 0;
  int64_t found_mtime_ns = 0;
  uint64_t num_links = 1;
};

// Marks the report as failed and returns it.
FileReport Failed(FileReport report, Error error);

// --dry-run: marks the report as one of a file of this size that would be processed.
FileReport Planned(FileReport report, uint64_t size);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FILE_REPORT_H_
