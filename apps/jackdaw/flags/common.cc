// Flags that all commands share, or most.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

// Below this not even a small photograph fits: the value is surely a slip, bytes meant as MiB.
constexpr double kMinMemoryLimit = 1 << 20;
// No machine has more, and a double holds it exactly.
constexpr double kMaxMemoryLimit = 1e15;
constexpr int kMaxThreads = 1024;

const std::vector<Command> kDecoders = {Command::kCompress, Command::kDecompress, Command::kVerify,
                                        Command::kInfo,     Command::kTranscode,  Command::kCheck,
                                        Command::kMount,    Command::kServe,      Command::kEncode};
const std::vector<Command> kReporters = {Command::kCompress, Command::kDecompress, Command::kVerify,
                                         Command::kInfo,     Command::kTranscode,  Command::kCheck,
                                         Command::kList,     Command::kEncode};
const std::vector<Command> kAll = {Command::kCompress, Command::kDecompress, Command::kVerify,
                                   Command::kInfo,     Command::kTranscode,  Command::kSweep,
                                   Command::kCheck,    Command::kList,       Command::kMount,
                                   Command::kServe,    Command::kEncode};

}  // namespace

FlagGroup CommonFlags() {
  return {
      .title = "General",
      .help_heading = "General",
      .manual = "",
      .flags = {
          {.name = "threads",
           .letter = 'j',
           .commands = kAll,
           .value = Integer("N", 0, kMaxThreads),
           .help = "Number of threads (default: 0, one per core)",
           .manual =
               R"(Number of threads. 0, the default, means one per core. Files are processed in
parallel; threads that are left over work inside each file.)",
           .set = [](Options& o, const FlagValue& value) { o.num_threads = value.AsInt(); }},
          {.name = "memory-limit",
           .commands = kDecoders,
           .value = Size("SIZE", kMinMemoryLimit, kMaxMemoryLimit),
           .help = "Working memory for all files together, e.g. 512M or 4G (default: 1G)",
           .manual =
               R"(Working memory of the codec for all files together; suffixes K, M, G and T mean
powers of 1024. The default is 1G, the minimum 1M. With more memory, more large files are processed
at the same time. Each file gets a share that depends on its size, at least 64M. If that share is
too small, the file is tried again at the end, alone and with the whole limit. If even that is too
little, `compress` stores the file without modelling it, and all other commands report an error. The
contents of the files themselves come on top. A file larger than the limit is an error.)",
           .set = [](Options& o, const FlagValue& value) { o.memory_limit = value.AsUint64(); }},
          {.name = "json",
           .commands = kReporters,
           .value = Optional(OneOf("FORMAT", {"document", "lines"}), "document"),
           .help = "Print the result as JSON on standard output; lines: an object a line",
           .manual =
               R"(Print JSON on standard output: each file, then the totals. `document`, the default,
is one document; `lines` is one object a line. Both are written as files are finished, in the order
of the inputs as far as possible. Bytes of file names that are not valid UTF-8 are replaced by
U+FFFD.)",
           .set =
               [](Options& o, const FlagValue& value) {
                 o.json = true;
                 o.json_lines = value.text == "lines";
               }},
          {.name = "quiet",
           .letter = 'q',
           .commands = kAll,
           .help = "Print errors only: no progress, no summary",
           .manual = "Print no progress and no summary. Errors are still printed.",
           .set = [](Options& o, const FlagValue&) { o.quiet = true; }},
          {.name = "help",
           .letter = 'h',
           .commands = kAll,
           .of_program = true,
           .help = "Show this help and exit",
           .manual = "Show a short description of the command and its options, and exit."},
          {.name = "version",
           .commands = {},
           .of_program = true,
           .help = "Show the version and exit",
           .manual = "Show the version and exit. Takes the place of a command."},
      }};
}

}  // namespace jackdaw::app
