// Flags that choose the inputs.
#include <charconv>
#include <optional>

#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

constexpr uint64_t kMaxShards = 1'000'000;
const std::vector<Command> kPerFile = {Command::kCompress, Command::kDecompress, Command::kVerify,
                                       Command::kInfo,     Command::kTranscode,  Command::kEncode};

std::optional<uint64_t> ParseCount(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Shard> ParseShard(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto index = ParseCount(std::string_view(text).substr(0, slash));
  const auto count = ParseCount(std::string_view(text).substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count || *count > kMaxShards) return std::nullopt;
  return Shard{*index, *count};
}

std::string ShardProblem(const std::string& text) {
  if (ParseShard(text).has_value()) return {};
  return "must be I/N, such as 1/4 to 4/4, not '" + text + "'";
}

std::string GlobProblem(const std::string& text) {
  return text.find_first_not_of('/') == std::string::npos ? "must not be empty" : "";
}

Flag FilesFromFlag() {
  return {.name = "files-from",
          .commands = kPerFile,
          .value = File("LIST"),
          .help = "Read the names of inputs from the file LIST, one a line; -: standard input",
          .manual =
              R"(Also process the files and directories that the file *LIST* names, one a line; `-`
reads the list from standard input. Empty lines are passed over. The list is read as the run goes on,
so it may be of any length, or the output of a program that is still at work. With `-o`, the path of
each listed file is mirrored in the output directory.)",
          .set = [](Options& o, const FlagValue& value) { o.files_from = value.text; }};
}

Flag ShardFlag() {
  return {
      .name = "shard",
      .commands = kPerFile,
      .value = Text("I/N", ShardProblem),
      .help = "Take only part I of N of the inputs, for N machines or tasks",
      .manual =
          R"(Take only part *I* of *N* of the inputs. The parts 1/*N* to *N*/*N* together are all
inputs, each once. A hash of the path below the directory argument (of the path itself for files that
are named) decides, so the parts are the same on every machine and in every order.)",
      .set = [](Options& o, const FlagValue& value) {
        o.shard = ParseShard(value.text).value_or(Shard{});
      }};
}

Flag HardLinksFlag() {
  return {
      .name = "hard-links",
      .commands = {Command::kCompress, Command::kDecompress, Command::kTranscode, Command::kEncode},
      .value = OneOf("HOW", {"split", "skip"}),
      .help = "Files with several names: split (default: an output for each) or skip",
      .manual =
          R"(What to do with a file that has several names (hard links). `split`, the default,
makes an output for each name; the names are separate files when they are restored. `skip` passes such
files over. The summary counts them in either case.)",
      .set = [](Options& o, const FlagValue& value) {
        o.hard_links = value.text == "skip" ? HardLinks::kSkip : HardLinks::kSplit;
      }};
}

}  // namespace

FlagGroup SelectionFlags() {
  return {
      .title = "Selection",
      .help_heading = "Selection",
      .manual =
          R"(A *GLOB* is a pattern as in the shell: `*`, `?` and `[...]` do not match a slash. Without
a slash it is compared with names, with one with the whole path below the directory argument; a part
`**` stands for any number of directories.)",
      .flags = {
          FilesFromFlag(),
          {.name = "null",
           .letter = '0',
           .commands = kPerFile,
           .help = "Names of the list end with NUL, not with a line break (find -print0)",
           .manual = "Names of the list end with NUL, as `find -print0` prints them.",
           .set = [](Options& o, const FlagValue&) { o.null = true; }},
          {.name = "exclude",
           .commands = kPerFile,
           .value = Text("GLOB", GlobProblem),
           .repeatable = true,
           .help = "Pass over files and directories that match; may be given several times",
           .manual = R"(Pass over files and directories that match, also where they are named.
A slash at the end matches directories only. May be given several times.)",
           .set = [](Options& o, const FlagValue& v) { o.exclude.emplace_back(v.text); }},
          {.name = "include",
           .commands = kPerFile,
           .value = Text("GLOB", GlobProblem),
           .repeatable = true,
           .help = "In directories, take only files that match; may be given several times",
           .manual =
               R"(In directories, take only files that match one of these. For `compress` this
replaces the list of name endings, so that `--include '*.dng'` takes other files than JPEG; for other
commands a file must also have one of the usual endings. `--exclude` wins. May be given several
times.)",
           .set = [](Options& o, const FlagValue& v) { o.include.emplace_back(v.text); }},
          ShardFlag(),
          HardLinksFlag(),
      }};
}

}  // namespace jackdaw::app
