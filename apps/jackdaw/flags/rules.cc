#include "apps/jackdaw/flags/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/jackdaw/flags/value.h"
#include "apps/jackdaw/system/file_io.h"

namespace jackdaw::app {
namespace {

bool ReadsStdin(const Options& options) {
  return std::find(options.inputs.begin(), options.inputs.end(), "-") != options.inputs.end();
}

bool WritesStdout(const Options& options) {
  const bool has_output =
      !options.output.empty() || (options.pixels.has_value() && !options.pixels->path.empty());
  return WritesFiles(options.command) &&
         (options.output == "-" || (ReadsStdin(options) && !has_output));
}

std::string FindPixelContradiction(const Options& options) {
  if (!options.pixels.has_value()) {
    if (options.texture && options.command == Command::kDecompress) {
      return "--texture needs --pixels";
    }
    if (!options.restore.empty()) return "--restore needs --pixels";
    return options.plain_pixels ? "--plain needs --pixels" : "";
  }
  if (options.plain_pixels && options.texture) return "--plain and --texture cannot be combined";
  if (!options.restore.empty() && options.plain_pixels) {
    return "--restore and --plain cannot be combined";
  }
  if (options.remove_original) {
    return "--remove-original cannot be combined with --pixels: pictures do not restore the file";
  }
  if (options.pixels->path.empty()) return {};
  if (!options.output.empty()) {
    return "--pixels already names the output file; to use -o, write --pixels png, webp, ppm or "
           "pgm";
  }
  if (options.inputs.size() > 1) {
    return "--pixels FILE takes exactly one input file; for several, use --pixels png, webp, ppm "
           "or pgm";
  }
  return {};
}

std::string FindStreamContradiction(const Options& options) {
  if (ReadsStdin(options) && options.inputs.size() > 1) return "- must be the only input";
  if (options.output == "-" && options.inputs.size() > 1) {
    return "-o - takes exactly one input file";
  }
  if (WritesStdout(options) && options.json) {
    return "--json needs -o FILE, because the output goes to standard output";
  }
  if (options.remove_original && (ReadsStdin(options) || WritesStdout(options))) {
    return "--remove-original cannot be combined with standard input or output";
  }
  return {};
}

std::string FindLossContradiction(const Options& options) {
  if (!options.lossy || options.command != Command::kCompress) return {};
  if (options.remove_original) return "--remove-original cannot be combined with a loss";
  if (options.preset != Preset::kDefault) return "a loss needs the preset default";
  return {};
}

std::string FindEncodeContradiction(const Options& options) {
  if (options.command != Command::kEncode || options.encode.kind != EncodedKind::kJkd) return {};
  if (options.transcode.scans == ScanChoice::kSmaller) return {};
  return "--progressive and --baseline are of JPEG files, and --format jkd writes none";
}

std::string FindRunContradiction(const Options& options) {
  if (options.null && options.files_from.empty()) return "--null needs --files-from";
  if (options.files_from == "-" && ReadsStdin(options)) {
    return "standard input cannot be both a list and a file";
  }
  if (!options.files_from.empty() && options.output == "-") {
    return "-o - takes exactly one input file";
  }
  if (options.resume && options.journal.empty()) return "--resume needs --journal FILE";
  if (options.dry_run && !options.journal.empty()) {
    return "--journal cannot be combined with --dry-run: nothing is finished";
  }
  if (options.update && options.force) return "--force and --update cannot be combined";
  if (options.keep_both && options.pixels.has_value()) {
    return "--keep-both cannot be combined with --pixels";
  }
  return {};
}

// "-q 80" for "--quality 80": without this rule it would run without a loss.
std::string FindQuietQuality(const Options& options) {
  if (!options.quiet || options.lossy) return {};
  if (options.command != Command::kCompress && options.command != Command::kTranscode &&
      options.command != Command::kEncode) {
    return {};
  }
  for (const std::string& input : options.inputs) {
    if (!ParseNumber(input).ok() || PathExists(input)) continue;
    return fmt::format("no such file: {0} (-q means --quiet; did you mean --quality {0}?)", input);
  }
  return {};
}

std::string FindInPlaceContradiction(const Options& options) {
  if (!options.in_place) return {};
  if (!options.output.empty()) return "--in-place cannot be combined with -o";
  if (ReadsStdin(options)) return "--in-place needs files";
  if (options.lossy)
    return "--in-place cannot be combined with a loss: a second run would add to it";
  if (options.keep_both || options.skip_existing || options.force) {
    return "--in-place cannot be combined with --force, --skip-existing, --update or --keep-both";
  }
  return {};
}

std::string FindTreeContradiction(const Options& options) {
  if (options.command != Command::kCheck && options.command != Command::kList) return {};
  if (ReadsStdin(options) || options.inputs.size() != 1) {
    return fmt::format("{} takes exactly one directory", CommandName(options.command));
  }
  if (options.archive.reverse && options.archive.sort.empty()) return "--reverse needs --sort";
  return {};
}

}  // namespace

std::string FindContradiction(const Options& options) {
  for (const auto find : {FindTreeContradiction, FindPixelContradiction, FindStreamContradiction,
                          FindLossContradiction, FindEncodeContradiction, FindRunContradiction,
                          FindQuietQuality, FindInPlaceContradiction}) {
    std::string mistake = find(options);
    if (!mistake.empty()) return mistake;
  }
  if (options.command == Command::kServe && options.inputs.size() > 1) {
    return "serve takes exactly one directory";
  }
  if (options.command == Command::kMount && options.inputs.size() != 2) {
    return "mount takes a tree and the directory to mount it on: jackdaw mount TREE DIR";
  }
  if (options.command == Command::kTranscode && options.output.empty() && !options.in_place &&
      !ReadsStdin(options)) {
    return "transcode needs -o: a file, a directory, or - for standard output (or --in-place)";
  }
  return {};
}

}  // namespace jackdaw::app
