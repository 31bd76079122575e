// The flag of the networks that restore pictures.
#include "apps/jackdaw/flags/restore.h"

#include <filesystem>

#include "apps/jackdaw/flags/groups.h"
#include "apps/jackdaw/flags/network_file.h"
#include "apps/jackdaw/system/file_io.h"
#include "jackdaw/pixels.h"

namespace jackdaw::app {
namespace {

// Beside an installed program, and beside one where it was built.
constexpr const char* kPlacesOfBest[] = {"../share/jackdaw/best.jkr",
                                         "../../share/jackdaw/best.jkr"};

std::string FindBest() {
  const std::filesystem::path self = ProgramPath();
  if (self.empty()) return {};
  for (const char* place : kPlacesOfBest) {
    std::string path = (self.parent_path() / place).lexically_normal().string();
    if (PathExists(path)) return path;
  }
  return {};
}

std::string CheckRestore(const std::string& text) {
  return WordOrFileProblem(text, "default", "best", "networks");
}

}  // namespace

Flag RestoreFlag() {
  return {
      .name = "restore",
      .commands = {Command::kDecompress},
      .value = Text("WHICH", CheckRestore, {"default", "best"}),
      .help = "With --pixels: networks to restore with, default, best or a file (default: default)",
      .manual =
          R"(With `--pixels`: which networks restore the picture. *WHICH* is `default`, those that are
built in; `best`, larger ones for luma, which see the picture in several orientations: nearer to
what the picture was, for some 30 times the time; or a file of networks, made by `jackdaw-train
restore-export`. The larger networks are a file of their own, *share/jackdaw/best.jkr* beside the
program's *bin*.)",
      .set = [](Options& options, const FlagValue& given) { options.restore = given.text; }};
}

Status LoadRestore(Options* options) {
  if (options->restore.empty() || options->restore == "default") return OkStatus();
  const bool best = options->restore == "best";
  const std::string path = best ? FindBest() : options->restore;
  if (path.empty()) {
    return PlainError(ErrorCode::kInvalidArgument,
                      "--restore best: share/jackdaw/best.jkr is not installed");
  }
  return ReadNetworkFile("restore", path, CheckRestorationNetworks, &options->restore_weights);
}

}  // namespace jackdaw::app
