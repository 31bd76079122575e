// Flags for long runs: what is recorded, and how a run goes on.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

constexpr int kMaxNice = 19;
const std::vector<Command> kPerFile = {Command::kCompress, Command::kDecompress, Command::kVerify,
                                       Command::kInfo,     Command::kTranscode,  Command::kEncode};
const std::vector<Command> kJournalled = {Command::kCompress, Command::kDecompress,
                                          Command::kVerify, Command::kTranscode, Command::kEncode};

Flag JournalFlag() {
  return {.name = "journal",
          .commands = kJournalled,
          .value = File("FILE"),
          .help = "Record each file in FILE as it is finished, so that the run can go on later",
          .manual =
              R"(Write a line of JSON to *FILE* for each input as soon as it is finished. A journal
that exists is an error without `--resume`. docs/json.md describes the lines.)",
          .set = [](Options& o, const FlagValue& value) { o.journal = value.text; }};
}

Flag ResumeFlag() {
  return {.name = "resume",
          .commands = kJournalled,
          .help = "Go on with the journal: leave out what it reports as finished",
          .manual =
              R"(Go on with the journal of a run that was interrupted or killed; without one, begin
one. Inputs that the journal reports as finished, and that have not changed since, are left out and
counted; failed ones are tried again. Outputs that exist are looked at as with `--skip-existing`,
which this option includes unless `--force` is given. Requires `--journal`.)",
          .set = [](Options& o, const FlagValue&) { o.resume = true; }};
}

}  // namespace

FlagGroup RunFlags() {
  return {
      .title = "Long runs",
      .help_heading = "Long runs",
      .manual = "",
      .flags = {
          {.name = "dry-run",
           .commands = {Command::kCompress, Command::kDecompress, Command::kVerify,
                        Command::kTranscode, Command::kEncode},
           .help = "Only show what would be done, with the sizes of the inputs",
           .manual = R"(Only show what would be done, with the sizes of the inputs: write and remove
nothing. Existing outputs are looked at as in a real run.)",
           .set = [](Options& o, const FlagValue&) { o.dry_run = true; }},
          {.name = "verbose",
           .letter = 'v',
           .commands = kPerFile,
           .help = "Print a line for each file on standard error",
           .manual = "Print a line with a time stamp for each file on standard error.",
           .set = [](Options& o, const FlagValue&) { o.verbose = true; }},
          {.name = "log",
           .commands = kPerFile,
           .value = File("FILE"),
           .help = "Append these lines, and the summary, to FILE",
           .manual =
               R"(Append the lines of `--verbose`, and the start and the summary of the run, to
*FILE*. For people; programs read `--journal` or `--json=lines`.)",
           .set = [](Options& o, const FlagValue& value) { o.log = value.text; }},
          JournalFlag(),
          ResumeFlag(),
          {.name = "nice",
           .commands = kPerFile,
           .value = Optional(Integer("N", 0, kMaxNice), "10"),
           .help = "Give way to other programs, by N steps of 19 (default: 10)",
           .manual =
               R"(Add *N* to the niceness of the process, so that other programs go first; without a
value, 10.)",
           .set = [](Options& o, const FlagValue& value) { o.nice = value.AsInt(); }},
      }};
}

}  // namespace jackdaw::app
