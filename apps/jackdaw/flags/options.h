// What the command line asks for. flags/parser.h makes it; flags/flag.h says which flag sets what.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_OPTIONS_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/jackdaw/flags/archive_options.h"
#include "apps/jackdaw/flags/encode_flags.h"
#include "apps/jackdaw/flags/mount_options.h"
#include "apps/jackdaw/flags/pixel_target.h"
#include "apps/jackdaw/flags/serve_options.h"
#include "apps/jackdaw/flags/sweep_options.h"
#include "apps/jackdaw/system/glob.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/transcode.h"

namespace jackdaw::app {

inline constexpr int kExitOk = 0;
inline constexpr int kExitSomeFailed = 1;
inline constexpr int kExitUsage = 2;
// Of check, the worst that was found; flags/manual_text.cc says what they mean.
inline constexpr int kExitDamaged = 3;
inline constexpr int kExitMissing = 4;
inline constexpr int kExitChanged = 5;
inline constexpr int kExitNotExact = 6;

enum class Command {
  kCompress,
  kDecompress,
  kVerify,
  kInfo,
  kSweep,
  kTranscode,
  kEncode,
  kCheck,
  kList,
  kMount,
  kServe
};
const char* CommandName(Command command);
// Whether it writes a file for each input.
bool WritesFiles(Command command);

enum class HardLinks { kSplit, kSkip };  // files with several names

// One of `count` parts of the inputs; the first is 1.
struct Shard {
  uint64_t index = 1, count = 1;
};

struct Options {
  Command command = Command::kCompress;
  std::vector<std::string> inputs;  // files, directories, or "-" alone
  std::string files_from;           // empty: no list; "-": standard input
  bool null = false;                // names of the list end with NUL
  std::vector<Glob> include, exclude;
  Shard shard;
  HardLinks hard_links = HardLinks::kSplit;
  bool allow_empty = false;              // verify
  std::string output;                    // -o; empty when not given, "-" for standard output
  std::optional<PixelTarget> pixels;     // decompress --pixels; its path, if any, is in output, too
  bool plain_pixels = false;             // decompress --pixels: not restored
  std::string restore;                   // decompress --pixels: "default", "best" or a file
  std::vector<uint8_t> restore_weights;  // what it names (LoadRestore); empty: what is built in
  bool texture = false;                  // decompress --pixels: restored with texture
  std::string texture_file;              // empty: the networks that are built in
  std::vector<uint8_t> texture_weights;  // what it holds (LoadTexture)
  int num_threads = 0;                   // >= 1 once parsed
  uint64_t memory_limit = uint64_t{1} << 30;
  uint32_t num_slices = 0;
  Preset preset = kStandardPreset;
  bool lossy = false;                             // a loss was asked for
  LossTarget loss_target = LossTarget::kQuality;  // of compress, transcode and encode
  double loss_value = 100;
  // Its memory_limit and target are unused; its tune, attention and refine are those of
  // compress and encode, too, its scans those of encode.
  TranscodeOptions transcode;
  EncodeFlags encode;
  std::string attention_file;              // empty: none
  std::vector<uint8_t> attention_weights;  // what it holds (LoadAttention)
  bool force = false;
  bool skip_existing = false;
  bool update = false;  // skip_existing, but outputs of changed inputs are replaced
  bool keep_both =
      false;  // outputs that hold something else stay, and the new one is called otherwise
  bool dry_run = false;
  bool verify = true;         // compress without a loss
  bool verify_lossy = false;  // compress with a loss, encode
  bool remove_original = false;
  bool store_name = false;
  bool against_original = false;
  bool deep = false;              // info: .jkd files are decoded
  bool copy_unsupported = false;  // what no lossy result can be made of is kept without a loss
  bool in_place = false;          // transcode: results replace their inputs
  bool json = false;
  bool json_lines = false;  // json: an object a line
  bool quiet = false;
  bool verbose = false;
  std::string log;          // a file; empty: none
  std::string journal;      // the same
  bool resume = false;      // goes on with the journal
  std::optional<int> nice;  // added to the niceness of the process
  // No flag, but the environment variable JACKDAW_KERNELS, for tests; see CompressOptions.
  std::string kernels;
  std::string verify_kernels;  // empty: the same
  SweepOptions sweep;
  ArchiveOptions archive;  // check and list
  MountOptions mount;
  ServeOptions serve;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_OPTIONS_H_
