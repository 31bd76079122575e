// What the command line asks for. flags/parser.h makes it; flags/flag.h says which flag sets what.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_OPTIONS_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/jackdaw/flags/pixel_target.h"
#include "apps/jackdaw/flags/serve_options.h"
#include "apps/jackdaw/flags/sweep_options.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/transcode.h"

namespace jackdaw::app {

inline constexpr int kExitOk = 0;
inline constexpr int kExitSomeFailed = 1;
inline constexpr int kExitUsage = 2;

enum class Command { kCompress, kDecompress, kVerify, kInfo, kSweep, kTranscode, kServe };
const char* CommandName(Command command);
// Whether it writes a file for each input.
bool WritesFiles(Command command);

struct Options {
  Command command = Command::kCompress;
  std::vector<std::string> inputs;    // files, directories, or "-" alone
  std::string output;                 // -o; empty when not given, "-" for standard output
  std::optional<PixelTarget> pixels;  // decompress --pixels; its path, if any, is in output, too
  int num_threads = 0;                // >= 1 once parsed
  uint64_t memory_limit = uint64_t{1} << 30;
  uint32_t num_slices = 0;
  Preset preset = kStandardPreset;
  bool lossy = false;                             // compress: a loss was asked for
  LossTarget loss_target = LossTarget::kQuality;  // of compress and transcode
  double loss_value = 100;
  TranscodeOptions transcode;  // its memory_limit and target are unused
  bool force = false;
  bool skip_existing = false;
  bool verify = true;         // compress without a loss
  bool verify_lossy = false;  // compress with a loss
  bool remove_original = false;
  bool store_name = false;
  bool against_original = false;
  bool deep = false;  // info: .jkd files are decoded
  bool json = false;
  bool quiet = false;
  // No flag, but the environment variable JACKDAW_KERNELS, for tests; see CompressOptions.
  std::string kernels;
  SweepOptions sweep;
  ServeOptions serve;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_OPTIONS_H_
