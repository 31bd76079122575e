#include "apps/jackdaw/sweep_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "apps/jackdaw/atomic_file.h"
#include "apps/jackdaw/file_report.h"
#include "apps/jackdaw/flags/parser.h"
#include "apps/jackdaw/output_registry.h"
#include "apps/jackdaw/progress.h"
#include "apps/jackdaw/sweep_sources.h"
#include "apps/jackdaw/sweep_summary.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/signals.h"
#include "apps/jackdaw/system/text.h"
#include "apps/jackdaw/system/worker_pool.h"
#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/report/comparison.h"
#include "apps/sweep/report/csv_report.h"
#include "apps/sweep/report/html_report.h"
#include "apps/sweep/report/json_report.h"
#include "apps/sweep/sweep.h"
#include "apps/sweep/system/temp_dir.h"

namespace jackdaw::app {
namespace {

constexpr const char* kDefaultOutput = "jackdaw-sweep";
constexpr std::array<const char*, 3> kOutputNames = {"sweep.csv", "sweep.json", "sweep.html"};

int Fail(const std::string& message) {
  PrintError(message);
  return kExitSomeFailed;
}

std::string FromEnvironment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

sweep::Toolbox MakeToolbox(const SweepOptions& options) {
  sweep::Toolbox toolbox;
  toolbox.search_path = FromEnvironment("PATH", "/usr/local/bin:/usr/bin:/bin");
  toolbox.jackdaw_program = ProgramPath();
  toolbox.timeout = std::chrono::seconds(options.timeout_seconds);
  return toolbox;
}

std::string NamesOf(const sweep::CodecList& codecs) {
  std::string names;
  for (const auto& codec : codecs) names += (names.empty() ? "" : ", ") + codec->info().name;
  return names;
}

bool Contains(const sweep::CodecList& codecs, const std::string& name) {
  return std::any_of(codecs.begin(), codecs.end(),
                     [&](const auto& codec) { return codec->info().name == name; });
}

// What would be said of codecs that take no part, or have no settings, and would go unnoticed.
std::optional<std::string> FindIdleOption(const Options& options, const sweep::CodecList& codecs) {
  for (const auto& [name, values] : options.sweep.settings) {
    const auto found =
        std::find_if(codecs.begin(), codecs.end(),
                     [&, &wanted = name](const auto& c) { return c->info().name == wanted; });
    if (found == codecs.end()) {
      return fmt::format("--settings: {} takes no part; those that do: {}", Printable(name),
                         NamesOf(codecs));
    }
    if ((*found)->info().setting.empty()) {
      return fmt::format("--settings: {} has no settings", Printable(name));
    }
  }
  const bool shows_texture = std::any_of(codecs.begin(), codecs.end(), [](const auto& codec) {
    return codec->info().name.ends_with("-texture");
  });
  if (options.texture && !shows_texture) {
    return "--texture: no codec with texture takes part; name one, as in --codecs "
           "jackdaw-input-texture";
  }
  return std::nullopt;
}

// Keeps those of --codecs. The message of a usage error, or nothing.
std::optional<std::string> SelectCodecs(const Options& flags, sweep::CodecList* codecs) {
  const SweepOptions& options = flags.sweep;
  const auto unknown = [&](const std::string& name, const char* option) {
    return fmt::format("{}: unknown or missing codec {}; available: {}", option, Printable(name),
                       NamesOf(*codecs));
  };
  for (const std::string& name : options.codecs) {
    if (!Contains(*codecs, name)) return unknown(name, "--codecs");
  }
  for (const auto& [name, values] : options.settings) {
    if (!Contains(*codecs, name)) return unknown(name, "--settings");
  }
  std::erase_if(*codecs, [&](const auto& codec) {
    const sweep::CodecInfo info = codec->info();
    if (options.codecs.empty()) return info.on_request;
    return std::find(options.codecs.begin(), options.codecs.end(), info.name) ==
           options.codecs.end();
  });
  const bool is_codec = Contains(*codecs, options.anchor);
  if (!options.anchor.empty() && options.anchor != sweep::kBestOther && !is_codec) {
    return unknown(options.anchor, "--anchor") + ", and best-other";
  }
  return FindIdleOption(flags, *codecs);
}

std::string ChooseAnchor(const SweepOptions& options, const sweep::CodecList& codecs) {
  if (!options.anchor.empty()) return options.anchor;
  return Contains(codecs, "cjpeg") ? "cjpeg" : sweep::kBestOther;
}

// The first output that stands in the way.
std::optional<std::string> ExistingOutput(const std::string& directory) {
  for (const char* name : kOutputNames) {
    const std::string path = JoinPath(directory, name);
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, error))) return path;
  }
  return std::nullopt;
}

// Without a terminal, a line every ten seconds says how far the sweep is, however long a point
// takes.
class PlainProgress {
 public:
  PlainProgress(Progress& progress, bool enabled) {
    if (enabled) thread_ = std::thread([this, &progress] { Run(progress); });
  }
  PlainProgress(const PlainProgress&) = delete;
  PlainProgress& operator=(const PlainProgress&) = delete;

  ~PlainProgress() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_over_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

 private:
  static constexpr std::chrono::seconds kInterval{10};

  void Run(Progress& progress) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!changed_.wait_for(lock, kInterval, [this] { return is_over_; })) {
      progress.PrintState();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
  std::thread thread_;
};

void RunJobs(const Options& options, bool draw_progress, sweep::Sweep* sweep) {
  Progress progress(Command::kSweep, draw_progress);
  progress.SetPlanned(sweep->num_jobs(), sweep->num_jobs(), true);
  progress.Start();
  const PlainProgress plain(progress, !draw_progress && !options.quiet);
  RunParallel(sweep->num_jobs(), options.num_threads, [&](size_t job) {
    FileReport report;
    try {
      const sweep::JobOutcome outcome = sweep->RunJob(job);
      report.input = outcome.label;
      if (!outcome.status.ok() && !outcome.is_repeat) {
        report = Failed(std::move(report), outcome.status.error());
      }
    } catch (const std::exception& error) {
      report = Failed(std::move(report), {ErrorCode::kInternal, 0, error.what()});
    }
    progress.FileDone(job, report, 1);
  });
  progress.Finish();
}

Status WriteOutput(OutputRegistry& registry, const std::string& path, const std::string& text,
                   bool replace) {
  Result<AtomicFile> file = AtomicFile::Create(registry, path, false);
  if (!file.ok()) return file.error();
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  Status written = file.value().Write(bytes, {}, false);
  if (!written.ok()) return written;
  struct stat st;
  std::optional<struct stat> replaces;
  if (replace && lstat(path.c_str(), &st) == 0) replaces = st;
  const Result<CommitOutcome> outcome = file.value().Commit(replaces);
  if (!outcome.ok()) return outcome.error();
  if (outcome.value() != CommitOutcome::kCommitted) return NotCommitted(outcome.value(), path);
  return OkStatus();
}

// The ranges of BD-rates, by the names that the command line has for measures.
sweep::QualityRanges RangesOf(const SweepOptions& options) {
  using sweep::Metric;
  sweep::QualityRanges ranges = sweep::DefaultRanges();
  for (const auto& [measure, range] : options.ranges) {
    if (measure == "psnr") ranges[Metric::kPsnrLuma] = ranges[Metric::kPsnrRgb] = range;
    if (measure == "ms-ssim") {
      ranges[Metric::kMsSsim] = ranges[Metric::kMsSsimColour] = range;
    }
    if (measure == "ssimulacra2") ranges[Metric::kSsimulacra2] = range;
    if (measure == "butteraugli") ranges[Metric::kButteraugli] = range;
  }
  return ranges;
}

// Whether anything was measured.
bool HasPoints(const sweep::SweepResults& results) {
  for (const sweep::SourceResult& source : results.sources) {
    for (const auto& of_codec : source.points) {
      if (std::any_of(of_codec.begin(), of_codec.end(),
                      [](const auto& point) { return point.has_value(); })) {
        return true;
      }
    }
  }
  return false;
}

int WriteReports(const Options& options, const std::string& directory, const std::string& anchor,
                 const sweep::SweepResults& results, OutputRegistry& registry) {
  const sweep::ComparisonSpec spec{anchor, RangesOf(options.sweep)};
  const std::vector<sweep::Comparison> comparisons = sweep::Compare(results, spec);
  const nlohmann::json document = sweep::JsonReport(results, spec, comparisons);
  const std::array<std::string, kOutputNames.size()> texts = {sweep::CsvReport(results),
                                                              sweep::PrintJson(document, 1) + "\n",
                                                              sweep::HtmlReport(document, results)};
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string path = JoinPath(directory, kOutputNames[i]);
    const Status written = WriteOutput(registry, path, texts[i], options.force);
    if (!written.ok()) return Fail(Printable(path) + ": " + written.error().message);
  }
  const std::string summary =
      options.quiet ? ""
                    : fmt::format("{}report  {}\n", SweepSummary(results, spec.anchor, comparisons),
                                  Printable(JoinPath(directory, kOutputNames.back())));
  return PrintOut(summary) && results.failures.empty() ? kExitOk : kExitSomeFailed;
}

}  // namespace

int RunSweep(const Options& options) {
  const std::string directory = options.output.empty() ? kDefaultOutput : options.output;
  const bool draw_progress = !options.quiet && StderrIsTerminal();
  OutputRegistry registry(options.force);
  Result<sweep::TempDir> temp = sweep::TempDir::Create(FromEnvironment("TMPDIR", "/tmp"));
  if (!temp.ok()) return Fail(temp.error().message);
  const SignalWatcher watcher([&] {
    temp.value().Remove();
    registry.RemoveAllAndFreeze();
    if (draw_progress) PrintStatus("\n");
  });

  Result<std::vector<sweep::SourceSpec>> sources = FindSweepSources(options);
  if (!sources.ok()) return Fail(sources.error().message);
  const std::optional<std::string> existing = ExistingOutput(directory);
  if (existing && !options.force) {
    return Fail(Printable(OutputExists(*existing).message));
  }
  const sweep::Toolbox toolbox = MakeToolbox(options.sweep);
  sweep::FoundCodecs found = sweep::FindCodecs(toolbox, options.texture_weights);
  sweep::CodecList& codecs = found.codecs;
  const std::optional<std::string> mistake = SelectCodecs(options, &codecs);
  if (mistake) return UsageError(*mistake);

  sweep::SweepSpec spec;
  spec.sources = std::move(sources).value();
  spec.num_rates = options.sweep.num_rates;
  spec.own_settings = options.sweep.settings;
  spec.num_crop_sources = static_cast<size_t>(options.sweep.num_crop_sources);
  spec.cache_directory =
      options.sweep.cache_dir.empty() ? JoinPath(directory, "cache") : options.sweep.cache_dir;
  spec.temp_directory = temp.value().path();
  const Status made = CreateDirectories(spec.cache_directory);
  if (!made.ok()) return Fail(made.error().message);
  const std::string anchor = ChooseAnchor(options.sweep, codecs);
  sweep::Sweep sweep(std::move(spec), std::move(codecs), sweep::MetricTools(toolbox));
  RunJobs(options, draw_progress, &sweep);
  sweep::SweepResults results = sweep.TakeResults();
  if (existing && !HasPoints(results)) {
    return Fail("nothing could be measured; " + Printable(*existing) + " was kept");
  }
  // Who names the codecs misses none.
  if (options.sweep.codecs.empty()) results.missing_codecs = std::move(found.missing);
  return WriteReports(options, directory, anchor, results, registry);
}

}  // namespace jackdaw::app
