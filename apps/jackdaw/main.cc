// The program `jackdaw`: compress, decompress, verify, info, transcode and encode over files and
// directories, sweep over pictures, check, list, mount and serve over whole trees.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#if defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>
#endif

#include "apps/jackdaw/archive_commands.h"
#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/flags/attention.h"
#include "apps/jackdaw/flags/generate.h"
#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/flags/parser.h"
#include "apps/jackdaw/flags/restore.h"
#include "apps/jackdaw/flags/texture.h"
#include "apps/jackdaw/mount/mount_command.h"
#include "apps/jackdaw/plan.h"
#include "apps/jackdaw/reporter.h"
#include "apps/jackdaw/run_log.h"
#include "apps/jackdaw/serve_command.h"
#include "apps/jackdaw/sweep_command.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/signals.h"
#include "archive/journal_finished.h"
#include "archive/journal_writer.h"

namespace jackdaw::app {
namespace {

// Between an output and its report lie flushing its directory to the disk and, with
// --remove-original, reading the original again.
constexpr std::chrono::seconds kPatienceForReports(10);

// Binary data on a terminal helps nobody and may garble it.
bool WouldWriteToTerminal(const Options& options, const Plan& plan) {
  return (options.command == Command::kCompress || options.command == Command::kTranscode ||
          options.command == Command::kEncode || options.pixels.has_value()) &&
         plan.place() == OutputPlace::kStdout && isatty(STDOUT_FILENO) == 1;
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
    case Command::kEncode:
      return bind(EncodeImage);
    case Command::kInfo:
    case Command::kSweep:
    case Command::kCheck:
    case Command::kList:
    case Command::kMount:
    case Command::kServe:
      break;
  }
  return bind(InfoFile);
}

// What --journal and --resume ask for.
struct Journal {
  std::optional<archive::FinishedInputs> finished;
  std::optional<archive::JournalWriter> writer;
};

Status OpenJournal(const Options& options, Journal* journal) {
  if (options.journal.empty()) return OkStatus();
  const std::string name = "--journal " + options.journal + ": ";
  if (options.resume && PathExists(options.journal)) {
    Result<archive::FinishedInputs> finished =
        archive::FinishedInputs::Load(options.journal, CommandName(options.command));
    if (!finished.ok()) {
      return PlainError(ErrorCode::kInvalidArgument, name + finished.error().message);
    }
    journal->finished.emplace(std::move(finished).value());
  }
  Result<archive::JournalWriter> writer =
      archive::JournalWriter::Open(options.journal, options.resume);
  if (!writer.ok()) {
    const bool exists = !options.resume && PathExists(options.journal);
    return PlainError(
        ErrorCode::kInvalidArgument,
        name + writer.error().message + (exists ? " (--resume goes on with it)" : ""));
  }
  journal->writer.emplace(std::move(writer).value());
  return OkStatus();
}

// A file needs at least ten megabytes for models and states. In pages of 4 KiB the page faults take
// a quarter of the time of a small one, so the beginning of the heap asks for large pages, which
// Linux gives where it may. Grows the heap, but touches nothing of it.
void UseLargePages() {
#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
  constexpr size_t kLargePage = size_t{2} << 20, kBytes = size_t{24} << 20;
  void* block = std::malloc(kBytes);  // below the threshold of KeepFreedMemory, so in the heap
  if (block == nullptr) return;
  size_t space = kBytes;
  void* begin = block;
  if (std::align(kLargePage, kLargePage, begin, space) != nullptr) {
    (void)madvise(begin, space / kLargePage * kLargePage, MADV_HUGEPAGE);
  }
  std::free(block);
#endif
}

// The run over the files, once all that it needs is open.
int RunFiles(const Options& options, const Context& context,
             const archive::FinishedInputs* finished, Reporter& reporter) {
  Result<std::unique_ptr<Plan>> plan = Plan::Make(options, finished);
  if (!plan.ok()) return UsageError(plan.error().message);
  if (WouldWriteToTerminal(options, *plan.value())) {
    return UsageError("standard output is a terminal; use -o FILE or a pipe");
  }
  UseLargePages();
  reporter.Begin(plan.value()->place() == OutputPlace::kStdout);
  RunBatch(context, *plan.value(), reporter, FunctionFor(context));
  return reporter.Finish() ? kExitOk : kExitSomeFailed;
}

int Run(const Options& options) {
  if (options.command == Command::kSweep) return RunSweep(options);
  if (options.command == Command::kCheck) return RunCheck(options);
  if (options.command == Command::kList) return RunList(options);
  if (options.command == Command::kMount) return RunMount(options);
  if (options.command == Command::kServe) return RunServe(options);
  // Where the system does not allow it, the run is merely less polite.
  if (options.nice.has_value()) (void)!nice(*options.nice);
  Result<RunLog> log = RunLog::Open(options.log);
  if (!log.ok()) return UsageError("--log " + options.log + ": " + log.error().message);
  // Mistakes are found before a journal is begun.
  const Result<std::unique_ptr<Plan>> trial = Plan::Make(options, nullptr);
  if (!trial.ok()) return UsageError(trial.error().message);
  const Status prepared = PreparePixels(options);
  if (!prepared.ok()) return UsageError(prepared.error().message);
  Journal journal;
  const Status opened = OpenJournal(options, &journal);
  if (!opened.ok()) return UsageError(opened.error().message);

  const bool draw_progress = !options.quiet && !options.json && StderrIsTerminal();
  OutputRegistry registry(options.force || options.update || options.in_place);
  Progress progress(options.command, draw_progress);
  Reporter reporter(options, progress, log.value(), journal.writer ? &*journal.writer : nullptr);
  const SignalWatcher watcher([&] {
    registry.RemoveAllAndFreeze();
    registry.WaitForReports(kPatienceForReports);
    reporter.Interrupt();
  });
  log.value().Begin(options);
  const Context context{options, registry, progress};
  return RunFiles(options, context, journal.finished ? &*journal.finished : nullptr, reporter);
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
  if (!parsed.options.has_value()) return parsed.exit_code;
  Status loaded = LoadAttention(&*parsed.options);
  if (loaded.ok()) loaded = LoadRestore(&*parsed.options);
  if (loaded.ok()) loaded = LoadTexture(&*parsed.options);
  return loaded.ok() ? Run(*parsed.options) : UsageError(loaded.error().message);
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
