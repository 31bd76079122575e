#include "apps/jackdaw/plan.h"

#include <sys/stat.h>

#include <filesystem>
#include <utility>

#include "apps/jackdaw/names.h"
#include "apps/jackdaw/output_name.h"
#include "apps/jackdaw/summary_file.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/name_set.h"
#include "apps/jackdaw/system/paths.h"
#include "archive/own_names.h"

namespace jackdaw::app {
namespace {

// Outputs that are remembered, to find two inputs with the same one: some 15 MB.
constexpr size_t kMaxOutputs = 250'000;

bool IsDirectory(const std::string& path) {
  struct stat st;
  return stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

bool IsWanted(Command command, bool any_name, std::string_view name) {
  switch (command) {
    case Command::kCompress:
      return any_name ? !HasJkdName(name) : HasJpegName(name);
    case Command::kTranscode:
      return HasJpegName(name);
    case Command::kEncode:
      return any_name || HasPixelName(name);
    case Command::kDecompress:
    case Command::kVerify:
      return HasJkdName(name);
    case Command::kInfo:
    case Command::kSweep:
    case Command::kCheck:
    case Command::kList:
      return HasJpegName(name) || HasJkdName(name);
    case Command::kMount:
    case Command::kServe:
      break;  // make no plan
  }
  return false;
}

Error Invalid(std::string message) {
  return PlainError(ErrorCode::kInvalidArgument, std::move(message));
}

// For outputs that go to a named place. several: there may be more than one input.
Result<OutputPlace> FindNamedPlace(const Options& options, const std::string& first, bool several) {
  const std::string& output = options.output;
  const bool is_directory = IsDirectory(output);
  if (options.pixels.has_value() && !options.pixels->path.empty() && (is_directory || several)) {
    return Invalid(
        "--pixels FILE takes one file, not a directory; for several files, use "
        "--pixels png, ppm or pgm");
  }
  if (first == "-" && (is_directory || output.back() == '/')) {
    return Invalid("-o must name a file when the input is -");
  }
  if (is_directory || output.back() == '/') return OutputPlace::kDirectory;
  if (!several) {
    std::string mistake = FindOutputNameMistake(options);
    if (!mistake.empty()) return Invalid(std::move(mistake));
    return OutputPlace::kOneFile;
  }
  if (PathExists(output)) {
    return Invalid("-o " + output + " is not a directory, but several files need one");
  }
  if (HasImageName(output)) {
    return Invalid("-o " + output + " looks like a file, but several files need a directory (-o " +
                   output + "/ creates one of this name)");
  }
  return OutputPlace::kDirectory;
}

Result<OutputPlace> FindOutputPlace(const Options& options) {
  if (!WritesFiles(options.command)) return OutputPlace::kNone;
  const std::string first = options.inputs.empty() ? "" : options.inputs.front();
  const bool several =
      !options.files_from.empty() || options.inputs.size() > 1 || IsDirectory(first);
  if (options.output == "-" || (first == "-" && options.output.empty())) {
    if (!several) return OutputPlace::kStdout;
    return Invalid("-o - takes a file, not a directory or a list");
  }
  if (options.output.empty()) return OutputPlace::kBeside;
  return FindNamedPlace(options, first, several);
}

std::string Normal(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().string();
}

// The path of an input in the output directory. A list can name files anywhere: what leads out of
// the directory is left out.
std::string BelowDirectory(const std::string& directory, const std::string& relative) {
  std::filesystem::path below;
  for (const auto& part : std::filesystem::path(relative).relative_path()) {
    if (part != "..") below /= part;
  }
  return JoinPath(directory, below.string());
}

bool IsDamaged(const std::string& jkd) {
  const std::optional<Result<Summary>> summary = SummaryOfFile(jkd);
  return !summary.has_value() || !summary->ok();
}

Search MakeSearch(const Options& options, OutputPlace place) {
  Search search;
  const bool any_name = !options.include.empty();
  search.wanted = [command = options.command, any_name](std::string_view name) {
    return !archive::IsOwnName(name) && IsWanted(command, any_name, name);
  };
  search.include = options.include;
  search.exclude = options.exclude;
  if (place == OutputPlace::kDirectory) search.left_out = options.output;
  for (const std::string& path : {options.journal, options.log}) {
    if (!path.empty()) search.own_files.push_back(path);
  }
  search.shard = options.shard.index;
  search.num_shards = options.shard.count;
  search.skip_hard_links = options.hard_links == HardLinks::kSkip;
  if (options.command == Command::kVerify && !options.allow_empty) search.required = ".jkd files";
  return search;
}

}  // namespace

Plan::Plan(const Options& options, OutputPlace place, const archive::FinishedInputs* finished)
    : options_(options), place_(place), finished_(finished) {}

Result<std::unique_ptr<Plan>> Plan::Make(const Options& options,
                                         const archive::FinishedInputs* finished) {
  const Result<OutputPlace> place = FindOutputPlace(options);
  if (!place.ok()) return place.error();
  std::unique_ptr<ListReader> list;
  if (!options.files_from.empty()) {
    Result<ListReader> opened = ListReader::Open(options.files_from, options.null ? '\0' : '\n');
    if (!opened.ok())
      return Invalid("--files-from " + options.files_from + ": " + opened.error().message);
    list = std::make_unique<ListReader>(std::move(opened).value());
  }
  std::unique_ptr<Plan> plan(new Plan(options, place.value(), finished));
  plan->inputs_ = std::make_unique<InputStream>(options.inputs, std::move(list),
                                                MakeSearch(options, place.value()));
  return plan;
}

SkipCounts Plan::skipped() const {
  SkipCounts counts = inputs_->skipped();
  counts.finished = num_finished_;
  return counts;
}

std::optional<PlanItem> Plan::Next() {
  while (std::optional<InputItem> item = inputs_->Next()) {
    if (IsFinished(*item)) {
      ++num_finished_;
      continue;
    }
    if (auto* problem = std::get_if<InputProblem>(&*item)) {
      if (problem->is_missing && options_.allow_empty) continue;
      if (std::optional<Job> gone = GoneJob(*problem)) return std::move(*gone);
      return std::move(*problem);
    }
    Job job = MakeJob(std::get<InputFile>(*item));
    bool is_repeat = false;
    std::optional<InputProblem> problem = CheckOutputIsNew(job, &is_repeat);
    if (problem.has_value()) return std::move(*problem);
    if (!is_repeat) return job;
  }
  return std::nullopt;
}

bool Plan::IsFinished(const InputItem& item) const {
  if (finished_ == nullptr) return false;
  if (const auto* problem = std::get_if<InputProblem>(&item)) {
    return problem->is_missing && finished_->ContainsRemoved(problem->path);
  }
  const auto& file = std::get<InputFile>(item);
  return file.is_regular &&
         finished_->Contains(file.path, static_cast<int64_t>(file.size), file.mtime_ns);
}

std::optional<Job> Plan::GoneJob(const InputProblem& problem) const {
  if (!problem.is_missing || !options_.resume || !options_.remove_original) return std::nullopt;
  InputFile file;
  file.path = problem.path;
  file.relative = Normal(problem.path);
  Job job = MakeJob(file);
  if (job.output.empty() || !PathExists(job.output)) return std::nullopt;
  if (options_.command == Command::kCompress && IsDamaged(job.output)) return std::nullopt;
  job.is_gone = true;
  return job;
}

Job Plan::MakeJob(const InputFile& file) const {
  Job job;
  job.input = file.path;
  job.size = file.size;
  job.mtime_ns = file.mtime_ns;
  job.num_links = file.num_links;
  job.is_regular = file.is_regular;
  if (place_ == OutputPlace::kNone) return job;
  if (place_ == OutputPlace::kStdout || place_ == OutputPlace::kOneFile) {
    job.output = place_ == OutputPlace::kStdout ? "-" : options_.output;
    job.is_output_named = true;
    return job;
  }
  const std::string target = place_ == OutputPlace::kDirectory
                                 ? BelowDirectory(options_.output, file.relative)
                                 : file.path;
  if (options_.command == Command::kTranscode) {
    job.output = target;
  } else if (options_.command == Command::kEncode) {
    job.output = EncodedPath(target, options_.encode.kind == EncodedKind::kJkd);
  } else if (options_.command == Command::kCompress) {
    job.output = PackedPath(target, options_.lossy);
  } else {
    SetOutputOfDecompress(file, target, &job);
  }
  return job;
}

void Plan::SetOutputOfDecompress(const InputFile& file, const std::string& target, Job* job) const {
  // An exact .jkd of a file that is called "x.lossy" has the same ending.
  const bool is_lossy = HasLossyName(target) && IsLossyFile(file.path);
  const std::string base = StripJkdExtension(target, is_lossy);
  if (options_.pixels.has_value()) {
    job->output = (base.empty() ? target : base) + "." + PixelFormatName(options_.pixels->format);
  } else if (base.empty()) {
    job->output_dir = DirName(target);
    job->bare_name = BaseName(target);
  } else if (IsBareName(BaseName(base))) {
    job->output_dir = DirName(target);
    job->bare_name = BaseName(base);
  } else {
    job->output = base;
  }
}

std::optional<InputProblem> Plan::CheckOutputIsNew(const Job& job, bool* is_repeat) {
  if (job.output.empty()) return std::nullopt;
  const uint64_t output = NameHash(Normal(job.output));
  const uint64_t input = NameHash(Normal(job.input));
  const auto known = input_of_output_.find(output);
  if (known == input_of_output_.end()) {
    if (input_of_output_.size() < kMaxOutputs) input_of_output_.emplace(output, input);
    return std::nullopt;
  }
  *is_repeat = known->second == input;  // named twice
  if (*is_repeat) return std::nullopt;
  return InputProblem{job.input, "has the same output as another input: " + job.output};
}

}  // namespace jackdaw::app
