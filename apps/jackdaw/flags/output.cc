// Flags of the commands that write a file for each input.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

const std::vector<Command> kWriters = {Command::kCompress, Command::kDecompress,
                                       Command::kTranscode, Command::kEncode};

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
after it. A file name that ends like another kind of picture or archive than the command writes is
an error, but not for `decompress`, since originals have any name. Two inputs with the same output
are an error. `transcode` requires this option, except for standard input.)",
      .set = [](Options& o, const FlagValue& value) { o.output = value.text; }};
}

Flag ForceFlag() {
  return {.name = "force",
          .letter = 'f',
          .commands = {Command::kCompress, Command::kDecompress, Command::kTranscode,
                       Command::kEncode, Command::kSweep},
          .alternative_of = "existing",
          .help = "Replace existing output files, but not those of a different picture",
          .manual = R"(Replace existing output files. Only regular files are replaced. Without this
option an existing output file is an error, and nothing is ever overwritten. An output that holds a
different picture, of whatever format, is never replaced, since it may be the only copy (the numbers
of a camera start again): the error says so. Use `--keep-both`, another name, or remove the file yourself. Reports of
`sweep` are replaced without this check. `compress --force` also packs files that are *.jkd* files
already.)",
          .set = [](Options& o, const FlagValue&) { o.force = true; }};
}

Flag SkipExistingFlag() {
  return {.name = "skip-existing",
          .commands = kWriters,
          .alternative_of = "existing",
          .help = "Skip inputs whose output file exists; report those that have changed",
          .manual =
              R"(Skip inputs whose output file exists. They are counted, but are not an error, even
if the output appears while the input is being processed. For `compress` and `decompress`, the size
and the time of the original are compared with what the *.jkd* holds, and, where only the time
differs, the hash of its bytes; for `transcode` and `encode`, the times of input and output. Inputs whose output
is that of another version are reported, counted as changed, and left alone (see `--update`). With
`--remove-original`, an input is removed if the output that exists is proven as a new one is.)",
          .set = [](Options& o, const FlagValue&) { o.skip_existing = true; }};
}

Flag UpdateFlag() {
  return {.name = "update",
          .commands = kWriters,
          .help = "As --skip-existing, but redo inputs that have changed",
          .manual =
              R"(As `--skip-existing`, but inputs that have changed since their output was made are
processed again, and the output is replaced. So are outputs that are damaged. For commands other
than `compress`, an input has changed if it is newer than its output; and beside its input (without
`--output`) an output is replaced only if it shows the same picture. With `--remove-original`, an
output of another version is the only copy of it, and is not replaced: the input counts as failed, or
gets another name with `--keep-both`.)",
          .set = [](Options& o, const FlagValue&) {
            o.update = true;
            o.skip_existing = true;
          }};
}

Flag KeepBothFlag() {
  return {
      .name = "keep-both",
      .commands = {Command::kCompress, Command::kDecompress, Command::kEncode},
      .help = "Where the output holds a different picture, write to a~2.jpg.jkd and so on",
      .manual =
          R"(If the output file exists and holds something else than the input, keep it and write
to another name: *a~2.jpg.jkd*, *a~3.jpg.jkd* and so on for *a.jpg*, the first that is free. If one of
these holds the very input, it is skipped. Can be combined with `--force` and `--skip-existing`.)",
      .set = [](Options& o, const FlagValue&) { o.keep_both = true; }};
}

Flag RemoveOriginalFlag() {
  return {.name = "remove-original",
          .commands = {Command::kCompress, Command::kDecompress, Command::kVerify},
          .help = "Remove each original after the copy was read back from disk and found exact",
          .manual = R"(Remove each input once its output is on disk, was read back, and was found to
decode to the exact original (`compress`) or to be what was decoded (`decompress`), provided that the
input is still the file that was read. If any of this fails, the input stays and counts as failed.
With `--skip-existing`, the same holds for outputs that exist, so a run that was cut off can be
finished. Cannot be combined with a loss, with `--pixels`, or with standard input or output.

`verify` removes the original beside each *.jkd* file, once the *.jkd* file is on disk and was
decoded to the very bytes of the original. A *.jkd* file without an original beside it is checked
only; one that differs from its original, or was made with a loss, is an error.)",
          .set = [](Options& o, const FlagValue&) { o.remove_original = true; }};
}

}  // namespace

FlagGroup OutputFlags() {
  return {.title = "Output",
          .help_heading = "Output",
          .manual = "",
          .flags = {OutputFlag(), ForceFlag(), SkipExistingFlag(), UpdateFlag(), KeepBothFlag(),
                    RemoveOriginalFlag()}};
}

}  // namespace jackdaw::app
