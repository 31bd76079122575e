#include "apps/jackdaw/report_json.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/jackdaw/flags/help.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no infinity.
Json PsnrJson(double psnr_db) { return std::isfinite(psnr_db) ? Json(psnr_db) : Json(nullptr); }

Json TranscodeJson(const TranscodeFacts& facts) {
  Json json;
  json["lossless"] = facts.lossless;
  json["copied"] = facts.copied;
  json["progressive"] = facts.progressive.has_value() ? Json(*facts.progressive) : Json(nullptr);
  json["lambda"] = facts.lambda;
  json["psnr_db"] = PsnrJson(facts.psnr_db);
  json["psnr_y_db"] = PsnrJson(facts.psnr_luma_db);
  return json;
}

Json LossJson(const LossFacts& facts) {
  Json json;
  json["lossless"] = facts.lossless;
  json["lambda"] = facts.lambda;
  json["psnr_db"] = PsnrJson(facts.psnr_db);
  json["psnr_y_db"] = PsnrJson(facts.psnr_luma_db);
  return json;
}

Json EncodeJson(const EncodeFacts& facts) {
  Json json;
  json["format"] = facts.kind == EncodedKind::kJkd ? "jkd" : "jpeg";
  json["width"] = facts.width_px;
  json["height"] = facts.height_px;
  json["channels"] = facts.num_channels;
  if (facts.num_channels == 3) json["sampling"] = SamplingText(facts.sampling);
  if (facts.kind == EncodedKind::kJpeg) json["progressive"] = facts.progressive;
  json["lambda"] = facts.lambda;
  json["psnr_db"] = PsnrJson(facts.psnr_db);
  json["psnr_y_db"] = PsnrJson(facts.psnr_luma_db);
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
    case FileStatus::kPlanned:
      return "planned";
    case FileStatus::kNeedsMoreMemory:
      break;
  }
  return "unknown";
}

Json SkippedFileJson(Json json, const FileReport& file) {
  if (file.lossy.has_value()) json["lossy"] = *file.lossy;
  if (file.is_changed) json["changed"] = true;
  if (!file.note.empty()) json["note"] = file.note;
  if (file.removed_original) json["removed_original"] = true;
  return json;
}

// Of a file that is ok.
Json CodedFileJson(Json json, const FileReport& file) {
  json["output_bytes"] = file.output_bytes;
  if (file.lossy.has_value()) json["lossy"] = *file.lossy;
  if (file.outcome.has_value()) json["outcome"] = OutcomeName(*file.outcome);
  if (!file.reason.empty()) json["reason"] = file.reason;
  if (file.transcoded.has_value()) json["transcode"] = TranscodeJson(*file.transcoded);
  if (file.encoded.has_value()) json["encode"] = EncodeJson(*file.encoded);
  if (!file.note.empty()) json["note"] = file.note;
  if (file.picture.has_value()) {
    json["pixels"] = {{"width", file.picture->width_px},
                      {"height", file.picture->height_px},
                      {"channels", file.picture->num_channels},
                      {"restored", file.picture->restored}};
    if (file.picture->textured) json["pixels"]["texture"] = true;
  }
  if (file.loss.has_value()) json["loss"] = LossJson(*file.loss);
  if (!file.removed.empty()) json["removed"] = file.removed;
  if (!file.warnings.empty()) json["warnings"] = file.warnings;
  if (file.removed_original) json["removed_original"] = true;
  if (file.comparison == Comparison::kEqual) json["equal_to_original"] = true;
  if (file.comparison == Comparison::kNoOriginal) json["equal_to_original"] = nullptr;
  if (file.num_links > 1) json["hard_links"] = file.num_links;
  json["seconds"] = file.seconds;
  return json;
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
  if (file.status == FileStatus::kSkipped) return SkippedFileJson(std::move(json), file);
  json["input_bytes"] = file.input_bytes;
  if (file.status == FileStatus::kPlanned) return json;
  if (file.info.has_value()) {
    json["info"] = Json::parse(InfoToJson(*file.info));
    json["info"].erase("schema");  // the document has it
    return json;
  }
  return CodedFileJson(std::move(json), file);
}

Json SkippedJson(const SkipCounts& skipped) {
  return {{"existing", skipped.existing},     {"other", skipped.other},
          {"links", skipped.links},           {"special", skipped.special},
          {"changed", skipped.changed},       {"excluded", skipped.excluded},
          {"hard_links", skipped.hard_links}, {"finished", skipped.finished}};
}

Json TotalsJson(const Options& options, const Totals& totals) {
  Json sum;
  sum["ok"] = totals.ok;
  sum["failed"] = totals.failed;
  if (options.dry_run) sum["planned"] = totals.planned;
  sum["skipped"] = SkippedJson(totals.skipped);
  sum["input_bytes"] = totals.input_bytes;
  // Nothing is done, so nothing takes time or is saved.
  const auto per_second = [&](uint64_t amount) {
    return options.dry_run ? 0.0 : PerSecond(amount, totals.seconds);
  };
  if (options.command != Command::kInfo) {
    sum["output_bytes"] = totals.output_bytes;
    if (options.pixels.has_value() || options.command == Command::kEncode) {
      sum["samples_per_second"] = per_second(totals.samples);
    } else {
      const uint64_t bytes = JpegBytes(options.command, totals.input_bytes, totals.output_bytes);
      sum["jpeg_bytes_per_second"] = per_second(bytes);
    }
    sum["removed"] = totals.removed;
    sum["hard_linked"] = totals.hard_linked;
  }
  if (ShowsSaving(options.command)) {
    sum["saved_percent"] =
        options.dry_run ? 0.0 : SavedPercent(totals.input_bytes, totals.output_bytes);
  }
  if (options.command == Command::kCompress) {
    sum["modelled"] = totals.modelled;
    sum["partial"] = totals.partial;
    sum["stored"] = totals.stored;
  }
  if (options.command == Command::kCompress || options.command == Command::kVerify ||
      options.command == Command::kDecompress) {
    sum["exact"] = totals.exact;
    sum["lossy"] = totals.lossy;
  }
  if (totals.is_interrupted) sum["interrupted"] = true;
  sum["seconds"] = totals.seconds;
  sum["threads"] = totals.num_threads;
  return sum;
}

// JSON is UTF-8; bytes of file names that are not become U+FFFD.
std::string Text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// With the lines after the first moved to the right.
std::string Indented(const Json& json, size_t columns) {
  std::string text = Text(json, 2);
  for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    text.insert(at + 1, columns, ' ');
  }
  return text;
}

}  // namespace

std::string JsonHead(const Options& options) {
  Json json;
  if (options.json_lines) json["type"] = "run";
  json["schema"] = kJsonSchema;
  json["command"] = CommandName(options.command);
  json["version"] = VersionNumber();
  if (options.json_lines) return Text(json, -1) + '\n';
  std::string text = Text(json, 2);
  text.resize(text.size() - 2);  // without "\n}"
  return text + ",\n  \"files\": [";
}

std::string JsonSeparator(const Options& options, uint64_t num_before) {
  if (options.json_lines) return {};
  return num_before == 0 ? "\n    " : ",\n    ";
}

std::string JsonFile(const Options& options, const FileReport& file) {
  if (!options.json_lines) return Indented(FileJson(file), 4);
  Json json = {{"type", "file"}};
  json.update(FileJson(file));
  return Text(json, -1) + '\n';
}

std::string JsonTail(const Options& options, const Totals& totals, uint64_t num_before) {
  const Json sum = TotalsJson(options, totals);
  if (!options.json_lines) {
    return fmt::format("{}],\n  \"totals\": {}\n}}\n", num_before > 0 ? "\n  " : "",
                       Indented(sum, 2));
  }
  Json json = {{"type", "totals"}};
  json.update(sum);
  return Text(json, -1) + '\n';
}

}  // namespace jackdaw::app
