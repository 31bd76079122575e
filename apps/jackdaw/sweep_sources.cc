#include "apps/jackdaw/sweep_sources.h"

#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "apps/jackdaw/inputs.h"
#include "apps/jackdaw/names.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

constexpr const char* kPristineExtensions[] = {".png", ".ppm", ".pgm"};

std::string Extension(std::string_view name) {
  return Lowercase(std::filesystem::path(name).extension().string());
}

bool HasPictureName(std::string_view name) {
  if (HasJpegName(name)) return true;
  const std::string extension = Extension(name);
  for (const char* wanted : kPristineExtensions) {
    if (extension == wanted) return true;
  }
  return false;
}

std::string WithoutExtension(const std::string& path) {
  return std::filesystem::path(path).replace_extension().string();
}

std::string UniqueName(const InputFile& file, std::set<std::string>* taken) {
  std::string name = WithoutExtension(file.relative);
  if (taken->contains(name)) name = file.relative;
  for (int i = 2; taken->contains(name); ++i) name = file.relative + " " + std::to_string(i);
  taken->insert(name);
  return name;
}

Result<std::string> FindPristine(const std::string& directory, const InputFile& file) {
  const std::string stem = WithoutExtension(BaseName(file.path));
  for (const char* extension : kPristineExtensions) {
    const std::string path = JoinPath(directory, stem + extension);
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) return path;
  }
  return PlainError(ErrorCode::kIo, Printable(file.path) + " has no pristine picture " +
                                        Printable(JoinPath(directory, stem)) +
                                        ".png, .ppm or .pgm");
}

}  // namespace

Result<std::vector<sweep::SourceSpec>> FindSweepSources(const Options& options) {
  const InputList inputs = CollectInputs(options.inputs, HasPictureName);
  if (!inputs.problems.empty()) {
    const InputProblem& problem = inputs.problems.front();
    return PlainError(ErrorCode::kIo, Printable(problem.path) + ": " + problem.message);
  }
  if (inputs.files.empty()) return PlainError(ErrorCode::kIo, "no pictures to sweep");
  std::vector<sweep::SourceSpec> sources;
  std::set<std::string> taken;
  for (const InputFile& file : inputs.files) {
    sweep::SourceSpec source;
    source.name = UniqueName(file, &taken);
    source.path = file.path;
    source.source_quality = options.sweep.source_quality;
    if (!options.sweep.pristine_dir.empty()) {
      Result<std::string> pristine = FindPristine(options.sweep.pristine_dir, file);
      if (!pristine.ok()) return pristine.error();
      source.pristine_path = std::move(pristine).value();
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace jackdaw::app
