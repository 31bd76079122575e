// Flags of the commands that write a file for each input.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

const std::vector<Command> kWriters = {Command::kCompress, Command::kDecompress,
                                       Command::kTranscode};

Flag OutputFlag() {
  return {
      .name = "output",
      .letter = 'o',
      .commands = kWriters,
      .value = File("PATH"),
      .help = "Output file for one input file; otherwise a directory, which mirrors the inputs",
      .manual = R"(For one input file: the output file, or `-` for standard output. If *PATH* is a
directory or ends in a slash, or if there are several inputs or a directory: the directory for the
outputs, in which the tree of each input directory is mirrored. It is created if need be, but a
*PATH* that ends like the name of an image file (*out.jpg*) becomes a directory only with a slash
after it. Two inputs with the same output are an error. `transcode` requires this option, except for
standard input.)",
      .set = [](Options& o, const FlagValue& value) { o.output = value.text; }};
}

Flag ForceFlag() {
  return {
      .name = "force",
      .letter = 'f',
      .commands = {Command::kCompress, Command::kDecompress, Command::kTranscode, Command::kSweep},
      .alternative_of = "existing",
      .help = "Replace existing output files",
      .manual = R"(Replace existing output files. Only regular files are replaced. Without this
option an existing output file is an error, and nothing is ever overwritten. `compress --force` also
packs files that are *.jkd* files already.)",
      .set = [](Options& o, const FlagValue&) { o.force = true; }};
}

Flag SkipExistingFlag() {
  return {.name = "skip-existing",
          .commands = kWriters,
          .alternative_of = "existing",
          .help = "Skip inputs whose output file exists",
          .manual =
              R"(Skip inputs whose output file exists. They are counted, but are not an error, even
if the output appears while the input is being processed.)",
          .set = [](Options& o, const FlagValue&) { o.skip_existing = true; }};
}

Flag RemoveOriginalFlag() {
  return {.name = "remove-original",
          .commands = {Command::kCompress, Command::kDecompress},
          .help = "Remove each input after its output was read back from disk and found exact",
          .manual = R"(Remove each input once its output is on disk, was read back, and was found to
decode to the exact original (`compress`) or to be what was decoded (`decompress`), provided that the
input is still the file that was read. If any of this fails, the input stays and counts as failed.
Cannot be combined with a loss, with `--pixels`, or with standard input or output.)",
          .set = [](Options& o, const FlagValue&) { o.remove_original = true; }};
}

}  // namespace

FlagGroup OutputFlags() {
  return {.title = "Output",
          .help_heading = "Output",
          .manual = "",
          .flags = {OutputFlag(), ForceFlag(), SkipExistingFlag(), RemoveOriginalFlag()}};
}

}  // namespace jackdaw::app
