// The program `jackdaw`: compress, decompress, verify, info and transcode over files and
// directories, sweep over pictures, and serve.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <string_view>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/flags/generate.h"
#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/flags/parser.h"
#include "apps/jackdaw/plan.h"
#include "apps/jackdaw/serve_command.h"
#include "apps/jackdaw/sweep_command.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/signals.h"

namespace jackdaw::app {
namespace {

// Binary data on a terminal helps nobody and may garble it.
bool WouldWriteToTerminal(const Options& options, const Plan& plan) {
  return (options.command == Command::kCompress || options.command == Command::kTranscode ||
          options.pixels.has_value()) &&
         plan.jobs.size() == 1 && plan.jobs.front().output == "-" && isatty(STDOUT_FILENO) == 1;
}

ProcessFile FunctionFor(const Context& context) {
  const auto bind = [&context](auto* function) {
    return [&context, function](const Job& job, const FileLimits& limits) {
      return function(context, job, limits);
    };
  };
  switch (context.options.command) {
    case Command::kCompress:
      return bind(CompressFile);
    case Command::kDecompress:
      return context.options.pixels ? bind(PixelsFile) : bind(DecompressFile);
    case Command::kVerify:
      return bind(VerifyFile);
    case Command::kTranscode:
      return bind(TranscodeFile);
    case Command::kInfo:
    case Command::kSweep:
    case Command::kServe:
      break;
  }
  return bind(InfoFile);
}

int Run(const Options& options) {
  if (options.command == Command::kSweep) return RunSweep(options);
  if (options.command == Command::kServe) return RunServe(options);
  const bool draw_progress = !options.quiet && !options.json && StderrIsTerminal();
  OutputRegistry registry;
  const SignalWatcher watcher([&] {
    registry.RemoveAllAndFreeze();
    if (draw_progress) PrintStatus("\n");
  });
  Progress progress(options.command, draw_progress);
  const Context context{options, registry, progress};

  const Result<Plan> plan = MakePlan(options);
  if (!plan.ok()) return UsageError(plan.error().message);
  if (WouldWriteToTerminal(options, plan.value())) {
    return UsageError("standard output is a terminal; use -o FILE or a pipe");
  }
  const RunReport report = RunBatch(context, plan.value(), FunctionFor(context));
  const bool is_printed = PrintReport(options, report);
  return is_printed && AddUp(report).failed == 0 ? kExitOk : kExitSomeFailed;
}

// Buffers of a few megabytes come and go with every file. By default glibc maps and unmaps each,
// and the page faults cost a tenth of the time on small photographs; kept in one heap, they are
// used again.
void KeepFreedMemory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that glibc takes
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 16 << 20);
  mallopt(M_ARENA_MAX, 1);
#endif
}

int Main(int argc, char** argv) {
  // A closed pipe or a file size limit is an error of write(2), not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  ReserveStandardDescriptors();
  KeepFreedMemory();
  if (argc > 1 && std::string_view(argv[1]) == "generate") return Generate(argc, argv);
  ParsedOptions parsed = ParseOptions(argc, argv);
  const char* kernels = std::getenv("JACKDAW_KERNELS");
  if (parsed.options.has_value() && kernels != nullptr) parsed.options->kernels = kernels;
  return parsed.options.has_value() ? Run(*parsed.options) : parsed.exit_code;
}

}  // namespace
}  // namespace jackdaw::app

int main(int argc, char** argv) {
  try {
    return jackdaw::app::Main(argc, argv);
  } catch (const std::exception& error) {
    jackdaw::app::PrintError(error.what());
    return jackdaw::app::kExitSomeFailed;
  }
}
