// Jackdaw: JPEG files made smaller, and exactly the same bytes back.
//
// All functions are thread-safe: they share no mutable state. They never throw, print or exit,
// unless they say so.
#ifndef JACKDAW_JACKDAW_H_
#define JACKDAW_JACKDAW_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jackdaw/monitor.h"
#include "jackdaw/result.h"
#include "jackdaw/version.h"

namespace jackdaw {

enum class Preset {
  kFast,      // adaptive contexts only, no network
  kDefault,   // adaptive contexts beside a learned prior: the smallest files, in most time
  kParallel,  // as kBalanced, in passes of blocks that do not depend on each other
  kBalanced,  // a learned prior, and adaptive contexts where they win: half the time of default
};
inline constexpr Preset kAllPresets[] = {Preset::kFast, Preset::kBalanced, Preset::kDefault,
                                         Preset::kParallel};
// What Compress uses unless told otherwise.
inline constexpr Preset kStandardPreset = Preset::kDefault;
const char* PresetName(Preset preset);  // "fast", "balanced", "default", "parallel"
std::optional<Preset> FindPreset(std::string_view name);

struct CompressOptions {
  int num_threads = 1;  // threads for one file; the output does not depend on it
  // Upper bound for what one call allocates, in bytes; a file that would need more is stored with
  // zstd instead of modelled.
  uint64_t memory_limit = uint64_t{1} << 30;
  Preset preset = kStandardPreset;
  // Decode the result and compare it with the input before returning; on a mismatch (a bug) the
  // input is stored instead.
  bool verify = true;
  uint32_t num_slices = 0;     // 0: from the image size alone
  std::string file_name = {};  // stored when not empty: base name only, UTF-8 or raw bytes, <= 4096
  Monitor monitor = {};        // progress and cancellation
  // For tests and measurements: "scalar", "avx2", "avx512" or "neon"; empty: the fastest that runs
  // here. All give the same bytes.
  std::string kernels = {};
  // What verification decodes with; empty: as `kernels`. "scalar" is independent of the code that
  // the result was coded with, and takes several times as long.
  std::string verify_kernels = {};
};

// What became of a file.
enum class Outcome {
  kModelled,  // every scan of the main image is modelled
  kPartial,   // some scan data had to be kept verbatim
  kStored,    // not a JPEG that can be modelled: zstd or raw bytes
};
const char* OutcomeName(Outcome outcome);  // "modelled", "partial", "stored"

struct CompressResult {
  std::vector<uint8_t> bytes;  // the .jkd file; at most 32 bytes longer than the input
  Outcome outcome = Outcome::kStored;
  std::string reason;  // why it is not kModelled; empty otherwise
};

// Networks of restoration other than those that ship, and how they are used.
struct RestorationOptions {
  // A file of networks (.jkr, by jackdaw-train), which must outlive the call; empty: those that
  // ship.
  std::span<const uint8_t> weights = {};
  // The mean of what is said of luma is taken over all eight orientations of the picture instead of
  // one, and of what the fine network says over four: six to eight times the time, and a little
  // nearer to the picture.
  bool all_orientations = false;
};

// Restoration with texture: fine structure as strong as it was, where the most likely picture is
// smooth (docs/design/texture.md).
struct TextureOptions {
  bool on = false;
  // A file of networks of texture (.jkr, by jackdaw-train), which must outlive the call; empty:
  // those that ship.
  std::span<const uint8_t> weights = {};
};

struct DecompressOptions {
  int num_threads = 1;
  uint64_t memory_limit = uint64_t{1} << 30;  // kLimitExceeded when the file needs more
  Monitor monitor = {};                       // progress and cancellation
  std::string kernels = {};                   // as in CompressOptions
  bool restore = false;                       // of pixels alone; see pixels.h
  RestorationOptions restoration = {};        // where restore or texture is set
  bool headers = false;                       // of pixels alone: also fills Pixels::headers
  TextureOptions texture = {};                // of pixels alone; see pixels.h
};

struct DecompressResult {
  std::vector<uint8_t> bytes;
  std::string file_name;  // as stored; empty when none was. Never a path: no '/', no NUL.
};

// Any bytes in, a .jkd file out. Errors: kInvalidArgument for invalid options, kLimitExceeded when
// out of memory, kCancelled.
Result<CompressResult> Compress(std::span<const uint8_t> input,
                                const CompressOptions& options = {});

// A .jkd file in, the original bytes out. Every byte is covered by a checksum: damage is kCorrupt
// or kTruncated, never wrong bytes. Other errors: kUnsupported and kModelMismatch for files of
// other versions, kLimitExceeded, kInvalidArgument, kCancelled.
Result<DecompressResult> Decompress(std::span<const uint8_t> jkd,
                                    const DecompressOptions& options = {});

// True when the bytes start with the signature of a .jkd file.
bool IsJkd(std::span<const uint8_t> bytes);

struct SectionInfo {
  std::string name;  // "skeleton", "facts", "coefficients", "coefficients of embedded image 1", ...
  uint64_t bytes = 0;
};

struct ComponentInfo {
  int id = 0, h = 1, v = 1, quant_table = 0;
  uint32_t width_blocks = 0, height_blocks = 0;  // 0 in lossless JPEGs, which have no blocks
};

struct ImageInfo {
  uint64_t offset = 0, size = 0;  // within the original file; embedded images have offset > 0
  // "baseline", "extended sequential", "progressive", "arithmetic ...", "lossless"
  std::string process;
  int precision = 8;
  uint32_t width_px = 0, height_px = 0;
  std::vector<ComponentInfo> components;
  std::string sampling;      // "4:2:0", "4:4:4", "grey", or factors "2x1,1x2,1x1"
  int quality_estimate = 0;  // 1..100 as libjpeg counts, 0 when the tables tell nothing
  uint32_t num_scans = 0;
  uint32_t restart_interval = 0;  // MCUs, of the first scan
  Outcome outcome = Outcome::kStored;
  std::vector<std::string> oddities;
};

struct FileInfo {
  bool is_jkd = false;
  uint64_t size = 0;           // of the bytes given
  uint64_t original_size = 0;  // of the JPEG
  int format_version = 0;      // .jkd only
  std::string content_hash;    // .jkd only: of the JPEG, XXH3-128 in 32 hexadecimal digits
  std::string file_name;       // .jkd only
  std::string preset;          // .jkd only, empty when stored or without coefficients
  bool lossy = false;          // .jkd only: made with a loss; original_size is that of its JPEG
  std::string model;           // .jkd only: id of the learned model that it needs; empty: none
  Outcome outcome = Outcome::kStored;
  // False: made from a summary (summary.h), so reason and images are not known.
  bool decoded = true;
  std::string reason;
  std::vector<ImageInfo> images;      // the main image first, then embedded ones
  std::vector<SectionInfo> sections;  // sum of bytes == size. JPEG: headers, scans, trailing bytes
};

// What is in a JPEG or a .jkd file. A .jkd is decoded for it; ReadSummary of summary.h tells less,
// and takes no time.
Result<FileInfo> Inspect(std::span<const uint8_t> bytes, const DecompressOptions& options = {});

// The number of the JSON that this library and the program write; see docs/json.md.
inline constexpr int kJsonSchema = 1;
// The report as JSON text: `info` of docs/json.md. Bytes of names that are not UTF-8 become U+FFFD.
// May throw std::bad_alloc.
std::string InfoToJson(const FileInfo& info);

}  // namespace jackdaw

#endif  // JACKDAW_JACKDAW_H_
