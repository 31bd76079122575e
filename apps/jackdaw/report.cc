#include "apps/jackdaw/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/jackdaw/flags/help.h"
#include "apps/jackdaw/info_format.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

using Json = nlohmann::ordered_json;

double PerSecond(uint64_t bytes, double seconds) {
  return static_cast<double>(bytes) / std::max(seconds, 1e-6);
}

// "3 modelled, 1 partly kept verbatim, 2 stored", without the zeros.
std::string OutcomeCounts(const Totals& totals) {
  std::string text;
  const auto add = [&text](uint64_t n, std::string_view what) {
    if (n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", WithCommas(n), what);
  };
  add(totals.modelled, "modelled");
  add(totals.partial, "partly kept verbatim");
  add(totals.stored, "stored");
  return text;
}

std::string SkippedCounts(const SkipCounts& skipped) {
  std::string text;
  const auto add = [&text](uint64_t n, std::string_view one, std::string_view many) {
    if (n > 0) text += fmt::format("{}{}", text.empty() ? "" : ", ", Counted(n, one, many));
  };
  add(skipped.existing, "existing output", "existing outputs");
  add(skipped.other, "other file", "other files");
  add(skipped.links, "symbolic link", "symbolic links");
  add(skipped.special, "special file", "special files");
  return text;
}

std::string Row(std::string_view label, std::string_view value) {
  return value.empty() ? "" : fmt::format("{:<10}{}\n", label, value);
}

bool ShowsSaving(Command command) {
  return command == Command::kCompress || command == Command::kTranscode;
}

std::string LossText(bool lossless, double psnr_db) {
  return lossless ? "all pixels kept" : fmt::format("PSNR {:.2f} dB", psnr_db);
}

std::string TranscodeText(const TranscodeFacts& facts) {
  if (facts.copied) return ", nothing smaller found";
  return fmt::format(", {}, {}", LossText(facts.lossless, facts.psnr_db),
                     facts.progressive ? "progressive" : "baseline");
}

std::string OneFileSummary(Command command, const FileReport& file) {
  std::string text = Printable(file.input);
  if (!file.output.empty()) text += " -> " + Printable(file.output);
  text +=
      fmt::format(": {} -> {} bytes", WithCommas(file.input_bytes), WithCommas(file.output_bytes));
  if (ShowsSaving(command)) {
    text += fmt::format(", {:.1f} % saved", SavedPercent(file.input_bytes, file.output_bytes));
  }
  if (file.transcoded.has_value()) text += TranscodeText(*file.transcoded);
  if (file.picture.has_value()) {
    text += fmt::format(", {} x {} pixels{}", file.picture->width_px, file.picture->height_px,
                        file.picture->num_channels == 1 ? ", grey" : "");
  }
  if (file.loss.has_value()) text += ", " + LossText(file.loss->lossless, file.loss->psnr_db);
  if (command == Command::kVerify) text += ", good";
  if (file.comparison == Comparison::kEqual) text += ", equal to the original";
  if (file.comparison == Comparison::kNoOriginal) text += ", no original beside it";
  if (file.outcome.has_value()) text += fmt::format(", {}", OutcomeName(*file.outcome));
  if (!file.reason.empty()) text += fmt::format(" ({})", Printable(file.reason));
  if (file.removed_original) text += ", original removed";
  return text + fmt::format(", {:.2f} s\n", file.seconds);
}

std::string Table(Command command, const RunReport& report) {
  const Totals totals = AddUp(report);
  std::string files = WithCommas(totals.ok);
  const std::string outcomes = OutcomeCounts(totals);
  if (!outcomes.empty()) files += fmt::format(" ({})", outcomes);
  std::string text = Row(command == Command::kVerify ? "good" : "files", files);
  text += Row("failed", totals.failed > 0 ? WithCommas(totals.failed) : "");
  text += Row("skipped", SkippedCounts(report.skipped));
  text +=
      Row("removed", totals.removed > 0 ? Counted(totals.removed, "original", "originals") : "");
  if (totals.compared + totals.no_original > 0) {
    text +=
        Row("compared", fmt::format("{} equal to the original, {} without one",
                                    WithCommas(totals.compared), WithCommas(totals.no_original)));
  }
  text += Row("before", fmt::format("{:>15} bytes", WithCommas(totals.input_bytes)));
  text += Row(command == Command::kVerify ? "decoded" : "after",
              fmt::format("{:>15} bytes", WithCommas(totals.output_bytes)));
  if (ShowsSaving(command)) {
    text += Row("saved",
                fmt::format("{:>15.1f} %", SavedPercent(totals.input_bytes, totals.output_bytes)));
  }
  const bool counts_samples = totals.samples > 0;
  const uint64_t work =
      counts_samples ? totals.samples : JpegBytes(command, totals.input_bytes, totals.output_bytes);
  text += Row("time",
              fmt::format("{:>15.1f} s, {:.1f} MB/s of {}, {}", report.seconds,
                          PerSecond(work, report.seconds) / 1e6, counts_samples ? "pixels" : "JPEG",
                          Counted(static_cast<uint64_t>(report.num_threads), "thread", "threads")));
  return text;
}

std::string InfoOfAll(const RunReport& report) {
  std::string text;
  for (const FileReport& file : report.files) {
    if (!file.info.has_value()) continue;
    if (!text.empty()) text += '\n';
    text += InfoText(file.input, *file.info);
  }
  return text;
}

std::string Summary(Command command, const RunReport& report) {
  const bool one_file = report.files.size() == 1 && SkippedCounts(report.skipped).empty();
  if (!one_file) return Table(command, report);
  const FileReport& file = report.files.front();
  return file.status == FileStatus::kOk ? OneFileSummary(command, file) : "";
}

// JSON has no infinity.
Json PsnrJson(double psnr_db) { return std::isfinite(psnr_db) ? Json(psnr_db) : Json(nullptr); }

Json TranscodeJson(const TranscodeFacts& facts) {
  Json json;
  json["lossless"] = facts.lossless;
  json["copied"] = facts.copied;
  json["progressive"] = facts.progressive;
  json["lambda"] = facts.lambda;
  json["psnr_db"] = PsnrJson(facts.psnr_db);
  return json;
}

Json LossJson(const LossFacts& facts) {
  Json json;
  json["lossless"] = facts.lossless;
  json["lambda"] = facts.lambda;
  json["psnr_db"] = PsnrJson(facts.psnr_db);
  return json;
}

const char* StatusName(FileStatus status) {
  switch (status) {
    case FileStatus::kOk:
      return "ok";
    case FileStatus::kFailed:
      return "failed";
    case FileStatus::kSkipped:
      return "skipped";
    case FileStatus::kNeedsMoreMemory:
      break;
  }
  return "unknown";
}

Json FileJson(const FileReport& file) {
  Json json;
  json["input"] = file.input;
  json["status"] = StatusName(file.status);
  if (file.status == FileStatus::kFailed) {
    json["error"] = {{"code", ErrorCodeName(file.error.code)}, {"message", file.error.message}};
    return json;
  }
  if (!file.output.empty()) json["output"] = file.output;
  if (file.status == FileStatus::kSkipped) return json;
  json["input_bytes"] = file.input_bytes;
  if (file.info.has_value()) {
    json["info"] = Json::parse(InfoToJson(*file.info));
    json["info"].erase("schema");  // the document has it
    return json;
  }
  json["output_bytes"] = file.output_bytes;
  if (file.outcome.has_value()) json["outcome"] = OutcomeName(*file.outcome);
  if (!file.reason.empty()) json["reason"] = file.reason;
  if (file.transcoded.has_value()) json["transcode"] = TranscodeJson(*file.transcoded);
  if (file.picture.has_value()) {
    json["pixels"] = {{"width", file.picture->width_px},
                      {"height", file.picture->height_px},
                      {"channels", file.picture->num_channels}};
  }
  if (file.loss.has_value()) json["loss"] = LossJson(*file.loss);
  if (file.removed_original) json["removed_original"] = true;
  if (file.comparison == Comparison::kEqual) json["equal_to_original"] = true;
  if (file.comparison == Comparison::kNoOriginal) json["equal_to_original"] = nullptr;
  json["seconds"] = file.seconds;
  return json;
}

std::string JsonDocument(const Options& options, const RunReport& report) {
  const Totals totals = AddUp(report);
  Json json;
  json["schema"] = kJsonSchema;
  json["command"] = CommandName(options.command);
  json["version"] = VersionNumber();
  json["files"] = Json::array();
  for (const FileReport& file : report.files) json["files"].push_back(FileJson(file));
  Json& sum = json["totals"];
  sum["ok"] = totals.ok;
  sum["failed"] = totals.failed;
  sum["skipped"] = {{"existing", report.skipped.existing},
                    {"other", report.skipped.other},
                    {"links", report.skipped.links},
                    {"special", report.skipped.special}};
  sum["input_bytes"] = totals.input_bytes;
  if (options.command != Command::kInfo) {
    sum["output_bytes"] = totals.output_bytes;
    if (options.pixels.has_value()) {
      sum["samples_per_second"] = PerSecond(totals.samples, report.seconds);
    } else {
      const uint64_t bytes = JpegBytes(options.command, totals.input_bytes, totals.output_bytes);
      sum["jpeg_bytes_per_second"] = PerSecond(bytes, report.seconds);
    }
  }
  if (ShowsSaving(options.command)) {
    sum["saved_percent"] = SavedPercent(totals.input_bytes, totals.output_bytes);
  }
  if (options.command == Command::kCompress) {
    sum["modelled"] = totals.modelled;
    sum["partial"] = totals.partial;
    sum["stored"] = totals.stored;
  }
  sum["seconds"] = report.seconds;
  sum["threads"] = report.num_threads;
  // JSON is UTF-8; bytes of file names that are not become U+FFFD.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

bool UsesStdoutForData(const RunReport& report) {
  return std::any_of(report.files.begin(), report.files.end(),
                     [](const FileReport& file) { return file.output == "-"; });
}

}  // namespace

FileReport Failed(FileReport report, Error error) {
  report.status = FileStatus::kFailed;
  report.error = std::move(error);
  return report;
}

Totals AddUp(const RunReport& report) {
  Totals totals;
  for (const FileReport& file : report.files) {
    if (file.status == FileStatus::kFailed) ++totals.failed;
    if (file.status != FileStatus::kOk) continue;
    ++totals.ok;
    totals.input_bytes += file.input_bytes;
    totals.output_bytes += file.output_bytes;
    if (file.picture.has_value()) {
      const PictureFacts& picture = *file.picture;
      totals.samples += uint64_t{picture.width_px} * picture.height_px * picture.num_channels;
    }
    totals.modelled += file.outcome == Outcome::kModelled;
    totals.partial += file.outcome == Outcome::kPartial;
    totals.stored += file.outcome == Outcome::kStored;
    totals.compared += file.comparison == Comparison::kEqual;
    totals.no_original += file.comparison == Comparison::kNoOriginal;
    totals.removed += file.removed_original;
  }
  return totals;
}

uint64_t JpegBytes(Command command, uint64_t input_bytes, uint64_t output_bytes) {
  const bool output_is_original = command == Command::kDecompress || command == Command::kVerify;
  return !output_is_original ? input_bytes : output_bytes;
}

bool PrintReport(const Options& options, const RunReport& report) {
  std::string text;
  if (options.json) {
    text = JsonDocument(options, report);
  } else if (options.command == Command::kInfo) {
    text = InfoOfAll(report);
  } else if (!options.quiet && !UsesStdoutForData(report)) {
    text = Summary(options.command, report);
  }
  return PrintOut(text);
}

}  // namespace jackdaw::app
