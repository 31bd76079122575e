// Flags of the commands on whole trees, check and list.
#include <utility>

#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

const std::vector<Command> kCheck = {Command::kCheck};
const std::vector<Command> kList = {Command::kList};

std::vector<Flag> DepthFlags() {
  return {
      {.name = "quick",
       .commands = kCheck,
       .alternative_of = "depth",
       .help = "Read every file, but decode none (the default)",
       .manual =
           R"(Read every file, and decode none: a *.jkd* file is compared with the check that it
holds over all of its bytes, an original with the hash in the catalogue. This finds files that were
truncated or have rotted, at the speed of the disk. It is the default.)",
       .set = [](Options& o, const FlagValue&) { o.archive.depth = CheckDepth::kQuick; }},
      {.name = "deep",
       .commands = kCheck,
       .alternative_of = "depth",
       .help = "Decode every .jkd file as well",
       .manual =
           R"(Decode every *.jkd* file, and compare the hash of the result with the one that the
file holds. This is the proof that the pictures can be restored, and takes as long as `verify`.)",
       .set = [](Options& o, const FlagValue&) { o.archive.depth = CheckDepth::kDeep; }},
      {.name = "sizes",
       .commands = kCheck,
       .alternative_of = "depth",
       .help = "Compare names, sizes and times; open only what is new or differs",
       .manual =
           R"(Compare names, sizes and times with the catalogue. Files that are as they were are
not opened; of those that are new, only the header of *.jkd* files is read. Files of another size or
time, and those that were found damaged before, are read all the same.)",
       .set = [](Options& o, const FlagValue&) { o.archive.depth = CheckDepth::kSizes; }},
  };
}

std::vector<Flag> CatalogueFlags() {
  return {
      {.name = "update",
       .commands = kCheck,
       .alternative_of = "catalogue",
       .help = "Accept the tree as it is: forget what is missing, take what changed",
       .manual =
           R"(After the report, accept the tree as it is: what is missing is forgotten, and what
has changed is taken into the catalogue. The exit status is that of the report. Damage is never
accepted.)",
       .set = [](Options& o, const FlagValue&) { o.archive.update = true; }},
      {.name = "rebuild",
       .commands = kCheck,
       .alternative_of = "catalogue",
       .help = "Make the catalogue anew from the tree, whatever the old one says",
       .manual = R"(Make the catalogue anew from the tree. The old one, which may be damaged, is not
compared, and is replaced when the new one is complete. A file named with `--catalogue` is replaced
only if it is a catalogue.)",
       .set = [](Options& o, const FlagValue&) { o.archive.rebuild = true; }},
      {.name = "catalogue",
       .commands = {Command::kCheck, Command::kList},
       .value = File("FILE"),
       .help = "Use this file as the catalogue of the tree",
       .manual = R"(Use this file as the catalogue. By default it is *.jackdaw-catalogue.sqlite* in
the tree; for a tree that cannot be written to, a file in *$XDG_STATE_HOME/jackdaw/catalogues*
(*~/.local/state* if the variable is not set).)",
       .set = [](Options& o, const FlagValue& value) { o.archive.catalogue = value.text; }},
  };
}

std::vector<Flag> ReportFlags() {
  return {
      {.name = "strict",
       .commands = kCheck,
       .help = "Exit with status 6 if pictures are not compressed or not exact",
       .manual = R"(Exit with status 6 if all else is well, but pictures are not compressed or only
there with a loss.)",
       .set = [](Options& o, const FlagValue&) { o.archive.strict = true; }},
      {.name = "verbose",
       .letter = 'v',
       .commands = kCheck,
       .help = "Also name pictures that are new, not compressed or lossy",
       .manual =
           R"(Name the pictures that are new, not compressed, or only there with a loss. Without
it they are counted.)",
       .set = [](Options& o, const FlagValue&) { o.verbose = true; }},
  };
}

}  // namespace

FlagGroup CheckFlags() {
  FlagGroup group{.title = "check", .help_heading = "Check", .manual = "", .flags = {}};
  for (const std::vector<Flag>& part : {DepthFlags(), CatalogueFlags(), ReportFlags()}) {
    group.flags.insert(group.flags.end(), part.begin(), part.end());
  }
  return group;
}

FlagGroup ListFlags() {
  return {
      .title = "list",
      .help_heading = "List",
      .manual = "",
      .flags = {
          {.name = "sort",
           .letter = 's',
           .commands = kList,
           .value = OneOf("KEY", {"name", "size", "original-size", "saved", "date", "held"}),
           .help = "Sort by name, size, original-size, saved (bytes), date or held",
           .manual = R"(Sort by `name`, `size`, `original-size`, `saved` (the bytes that are saved),
`date`, or `held` (exact, original, lossy). Without it the pictures come as the tree is searched:
directory by directory, the names of each in order, and the first lines at once.)",
           .set = [](Options& o, const FlagValue& value) { o.archive.sort = value.text; }},
          {.name = "reverse",
           .letter = 'r',
           .commands = kList,
           .help = "Sort the other way round (needs --sort)",
           .manual = "Sort the other way round. Needs `--sort`.",
           .set = [](Options& o, const FlagValue&) { o.archive.reverse = true; }},
      }};
}

}  // namespace jackdaw::app
