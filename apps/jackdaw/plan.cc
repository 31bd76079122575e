#include "apps/jackdaw/plan.h"

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <utility>

#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"

namespace jackdaw::app {
namespace {

constexpr std::string_view kJkdExtension = ".jkd";

bool IsDirectory(const std::string& path) {
  struct stat st;
  return stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

bool IsWanted(Command command, std::string_view name) {
  switch (command) {
    case Command::kCompress:
    case Command::kTranscode:
      return HasJpegName(name);
    case Command::kDecompress:
    case Command::kVerify:
      return HasJkdName(name);
    case Command::kInfo:
    case Command::kSweep:
      return HasJpegName(name) || HasJkdName(name);
    case Command::kServe:
      break;  // makes no plan
  }
  return false;
}

enum class OutputPlace { kNone, kStdout, kOneFile, kDirectory, kBeside };

Result<OutputPlace> FindOutputPlace(const Options& options) {
  if (!WritesFiles(options.command)) return OutputPlace::kNone;
  const std::string& output = options.output;
  const std::string& first = options.inputs.front();
  if (output == "-" || (first == "-" && output.empty())) {
    if (!IsDirectory(first)) return OutputPlace::kStdout;
    return PlainError(ErrorCode::kInvalidArgument, "-o - takes a file, not a directory");
  }
  if (output.empty()) return OutputPlace::kBeside;
  const bool is_directory = IsDirectory(output);
  if (options.pixels.has_value() && !options.pixels->path.empty() &&
      (is_directory || IsDirectory(first))) {
    return PlainError(ErrorCode::kInvalidArgument,
                      "--pixels FILE takes one file, not a directory; for several files, use "
                      "--pixels png, ppm or pgm");
  }
  if (first == "-" && (is_directory || output.back() == '/')) {
    return PlainError(ErrorCode::kInvalidArgument, "-o must name a file when the input is -");
  }
  if (is_directory || output.back() == '/') return OutputPlace::kDirectory;
  if (options.inputs.size() == 1 && !IsDirectory(first)) return OutputPlace::kOneFile;
  if (PathExists(output)) {
    return PlainError(ErrorCode::kInvalidArgument,
                      "-o " + output + " is not a directory, but several files need one");
  }
  if (HasImageName(output)) {
    return PlainError(ErrorCode::kInvalidArgument,
                      "-o " + output +
                          " looks like a file, but several files need a directory (-o " + output +
                          "/ creates one of this name)");
  }
  return OutputPlace::kDirectory;
}

Job MakeJob(const Options& options, OutputPlace place, const InputFile& file) {
  Job job;
  job.input = file.path;
  job.size = file.size;
  if (place == OutputPlace::kNone) return job;
  if (place == OutputPlace::kStdout || place == OutputPlace::kOneFile) {
    job.output = place == OutputPlace::kStdout ? "-" : options.output;
    return job;
  }
  const std::string target =
      place == OutputPlace::kDirectory ? JoinPath(options.output, file.relative) : file.path;
  if (options.command == Command::kTranscode) {
    job.output = target;
  } else if (options.command == Command::kCompress) {
    job.output = target + std::string(kJkdExtension);
  } else if (options.pixels.has_value()) {
    const std::string base = StripJkdExtension(target);
    job.output = (base.empty() ? target : base) + "." + PixelFormatName(options.pixels->format);
  } else {
    job.output = StripJkdExtension(target);
    if (job.output.empty()) job.output_dir = DirName(target);
  }
  return job;
}

std::string Normal(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().string();
}

}  // namespace

std::string StripJkdExtension(const std::string& path) {
  if (!HasJkdName(path) || BaseName(path).size() <= kJkdExtension.size()) return {};
  return path.substr(0, path.size() - kJkdExtension.size());
}

Result<Plan> MakePlan(const Options& options) {
  const Result<OutputPlace> place = FindOutputPlace(options);
  if (!place.ok()) return place.error();
  InputList list = CollectInputs(
      options.inputs, [&](std::string_view name) { return IsWanted(options.command, name); });
  Plan plan;
  plan.problems = std::move(list.problems);
  plan.skipped = list.skipped;
  std::map<std::string, std::string> input_of_output;
  for (const InputFile& file : list.files) {
    Job job = MakeJob(options, place.value(), file);
    if (!job.output.empty()) {
      const auto [entry, is_new] = input_of_output.emplace(Normal(job.output), job.input);
      if (!is_new && Normal(entry->second) == Normal(job.input)) continue;  // named twice
      if (!is_new) {
        plan.problems.push_back(
            {job.input, "has the same output as " + entry->second + ": " + job.output});
        continue;
      }
    }
    plan.jobs.push_back(std::move(job));
  }
  return plan;
}

}  // namespace jackdaw::app
