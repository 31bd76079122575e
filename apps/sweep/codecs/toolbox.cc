#include "apps/sweep/codecs/toolbox.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "apps/sweep/pictures/pixel_file.h"
#include "apps/sweep/system/cpu_clock.h"
#include "apps/sweep/system/files.h"
#include "apps/sweep/system/subprocess.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw::sweep {
namespace {

// Longer version lines are cut.
constexpr size_t kMaxVersion = 120;

std::string FirstLine(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  std::erase_if(line, [](unsigned char c) { return c < 0x20 || c > 0x7e; });
  return line.substr(0, kMaxVersion);
}

}  // namespace

std::optional<Tool> FindTool(const Toolbox& toolbox, const std::string& name,
                             const std::string& version_option) {
  const std::optional<std::string> path = FindProgram(name, toolbox.search_path);
  if (!path) return std::nullopt;
  const Result<ProcessResult> run = RunProcess({*path, version_option}, toolbox.timeout);
  if (!run.ok()) return std::nullopt;
  std::string version = FirstLine(run.value().out);
  if (version.empty()) version = FirstLine(run.value().err);
  return Tool{*path, version.empty() ? "unknown version" : version};
}

std::string JackdawVersion(const Toolbox& toolbox) {
  std::string version = fmt::format("{}.{}.{}", kVersionMajor, kVersionMinor, kVersionPatch);
  const Result<std::vector<uint8_t>> program = ReadWholeFile(toolbox.jackdaw_program);
  if (program.ok()) {
    version +=
        fmt::format(" build {:016x}", XXH3_64bits(program.value().data(), program.value().size()));
  }
  return version;
}

Result<EncodedFile> RunEncoder(const Toolbox& toolbox, const std::vector<std::string>& args,
                               const std::string& output) {
  const Result<ProcessResult> run = RunSuccessfully(args, toolbox.timeout);
  if (!run.ok()) return run.error();
  Result<std::vector<uint8_t>> bytes = ReadWholeFile(output);
  if (!bytes.ok()) return bytes.error();
  return EncodedFile{std::move(bytes).value(), run.value().cpu_seconds};
}

Result<DecodedPicture> RunDecoder(const Toolbox& toolbox, std::span<const uint8_t> file,
                                  const std::string& input, const std::vector<std::string>& args,
                                  const std::string& output) {
  const Status written = WriteWholeFile(input, file);
  if (!written.ok()) return written.error();
  const Result<ProcessResult> run = RunSuccessfully(args, toolbox.timeout);
  if (!run.ok()) return run.error();
  const Result<std::vector<uint8_t>> bytes = ReadWholeFile(output);
  if (!bytes.ok()) return bytes.error();
  Result<Image> image = DecodePixels(bytes.value());
  if (!image.ok()) return image.error();
  return DecodedPicture{std::move(image).value(), run.value().cpu_seconds};
}

Result<DecodedPicture> DecodeJpegTimed(std::span<const uint8_t> jpeg) {
  const double start = ThreadCpuSeconds();
  Result<DecodedJpeg> decoded = DecodeJpeg(jpeg);
  if (!decoded.ok()) return decoded.error();
  return DecodedPicture{std::move(decoded).value().image, ThreadCpuSeconds() - start};
}

}  // namespace jackdaw::sweep
