#include "apps/jackdaw/flags/command.h"

namespace jackdaw::app {
namespace {

constexpr const char* kSynopsis = "[OPTION]... PATH...";
constexpr const char* kTreeSynopsis = "[OPTION]... TREE";
constexpr const char* kTree = "A directory of JPEG and .jkd files";
constexpr const char* kPaths = "Files, directories (searched recursively), or - for standard input";

}  // namespace

const std::vector<CommandInfo>& AllCommands() {
  static const std::vector<CommandInfo> commands = {
      {Command::kCompress, "compress", "Pack JPEG files into smaller .jkd files beside them",
       kSynopsis, kPaths,
       R"(`jackdaw compress` packs each JPEG file into a smaller *.jkd* file. Any other file, and any
damaged JPEG, can be packed as well and comes back exactly, but such files hardly shrink. With an
option for the loss (see *Loss* below) the *.jkd* file is smaller still, and what comes back is a
JPEG file with that loss.)"},
      {Command::kDecompress, "decompress", "Restore the exact JPEG files from .jkd files",
       kSynopsis, kPaths,
       R"(`jackdaw decompress` restores the JPEG file that was packed, byte for byte. With `--pixels`
it writes the picture as PNG, WebP, PPM or PGM instead.)"},
      {Command::kVerify, "verify", "Decode .jkd files and check them; write nothing", kSynopsis,
       kPaths, R"(`jackdaw verify` decodes *.jkd* files and checks them. It writes no files.)"},
      {Command::kInfo, "info", "Show the contents of JPEG or .jkd files", kSynopsis, kPaths,
       R"(`jackdaw info` shows the contents of JPEG or *.jkd* files: dimensions, components, sections
and their sizes.)"},
      {Command::kTranscode, "transcode", "Make smaller plain JPEG files",
       "[OPTION]... -o OUTPUT PATH...", kPaths,
       R"(`jackdaw transcode` makes smaller plain JPEG files, which every viewer opens. Without an
option for the loss the pixels stay the same and only the coding improves. The original file cannot be
restored from the result; `compress` without a loss keeps it exactly and makes smaller files.)"},
      {Command::kEncode, "encode", "Make JPEG or lossy .jkd files from PNG, PPM and WebP files",
       kSynopsis,
       "PNG, PPM, PGM, WebP or JPEG files, directories (searched recursively), or - for standard "
       "input",
       R"(`jackdaw encode` makes JPEG files, or lossy *.jkd* files, from pixels: PNG, PPM, PGM and WebP
files, and decoded JPEG files. Step tables and levels are chosen by rate and distortion for coefficients
that were never rounded (see *encode* below).)"},
      {Command::kSweep, "sweep", "Compare Jackdaw with other encoders at many rates", kSynopsis,
       "JPEG, PNG, PPM or PGM files, or directories (searched recursively)",
       R"(`jackdaw sweep` encodes pictures at many rates with Jackdaw and with the other encoders that
are installed, and reports sizes and distortions (see *SWEEP* below).)"},
      {Command::kCheck, "check", "Compare a directory tree with its catalogue", kTreeSynopsis,
       kTree,
       R"(`jackdaw check` compares a directory tree with the catalogue of what was there, and reports
which pictures are damaged, missing or changed, and how many are new, not compressed, or only there
with a loss (see *CHECK* below).)"},
      {Command::kList, "list", "List the pictures of a directory tree", kTreeSynopsis, kTree,
       R"(`jackdaw list` shows the pictures of a directory tree: their sizes as they lie there and as
they are restored, their dates, and whether they are restored exactly. Nothing is decoded.)"},
      {Command::kMount, "mount", "Mount a tree of .jkd files as its originals, read-only",
       "[OPTION]... TREE DIR", "The tree, and an empty directory outside of it",
       R"(`jackdaw mount` shows the files of *TREE* in *DIR*, read-only: each *.jkd* file as its original
and all other files as they are (see *MOUNT* below).)"},
      {Command::kServe, "serve", "Serve a directory of .jkd files as its originals by HTTP",
       "[OPTION]... DIRECTORY", "The directory whose files are served",
       R"(`jackdaw serve` answers HTTP requests for the files in a directory: each *.jkd* file shows as
its original, and all other files as they are. It also serves thumbnails, pages to browse in, and
metrics (see *serve* below).)"},
  };
  return commands;
}

const CommandInfo& InfoOf(Command command) {
  for (const CommandInfo& info : AllCommands()) {
    if (info.command == command) return info;
  }
  return AllCommands().front();  // not reached: every command is listed above
}

std::optional<Command> FindCommand(std::string_view name) {
  for (const CommandInfo& info : AllCommands()) {
    if (name == info.name) return info.command;
  }
  return std::nullopt;
}

const char* CommandName(Command command) { return InfoOf(command).name; }

bool WritesFiles(Command command) {
  return command == Command::kCompress || command == Command::kDecompress ||
         command == Command::kTranscode || command == Command::kEncode;
}

}  // namespace jackdaw::app
