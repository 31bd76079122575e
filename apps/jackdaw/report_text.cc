#include "apps/jackdaw/report_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

// "3 modelled, 2 stored", without the zeros.
class Counts {
 public:
  void Add(uint64_t n, std::string_view what) {
    if (n == 0) return;
    text_ += fmt::format("{}{} {}", text_.empty() ? "" : ", ", WithCommas(n), what);
  }
  void Add(uint64_t n, std::string_view one, std::string_view many) { Add(n, n == 1 ? one : many); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string KindCounts(const Totals& totals) {
  Counts counts;
  counts.Add(totals.modelled, "modelled");
  counts.Add(totals.partial, "partly kept verbatim");
  counts.Add(totals.stored, "stored");
  if (totals.lossy > 0) {
    counts.Add(totals.exact, "exact");
    counts.Add(totals.lossy, "lossy");
  }
  return counts.text();
}

std::string SkippedCounts(const SkipCounts& skipped) {
  Counts counts;
  counts.Add(skipped.finished, "finished before");
  counts.Add(skipped.existing, "existing output", "existing outputs");
  counts.Add(skipped.changed, "output of another version", "outputs of another version");
  counts.Add(skipped.excluded, "excluded");
  counts.Add(skipped.other, "other file", "other files");
  counts.Add(skipped.links, "symbolic link", "symbolic links");
  counts.Add(skipped.hard_links, "with several names");
  counts.Add(skipped.special, "special file", "special files");
  return counts.text();
}

std::string Row(std::string_view label, std::string_view value) {
  return value.empty() ? "" : fmt::format("{:<10}{}\n", label, value);
}

std::string PsnrText(double psnr_db, double psnr_luma_db) {
  const std::string luma =
      std::isfinite(psnr_luma_db) ? fmt::format("{:.2f}", psnr_luma_db) : "exact";
  return fmt::format("PSNR {:.2f} dB (luma {})", psnr_db, luma);
}

template <class Facts>
std::string LossText(const Facts& facts) {
  return facts.lossless ? "all pixels kept" : PsnrText(facts.psnr_db, facts.psnr_luma_db);
}

std::string TranscodeText(const FileReport& file) {
  const TranscodeFacts& facts = *file.transcoded;
  if (facts.copied) return file.reason.empty() ? ", nothing smaller found" : ", copied";
  return fmt::format(", {}, {}", LossText(facts),
                     facts.progressive.value_or(false) ? "progressive" : "baseline");
}

std::string EncodeText(const EncodeFacts& facts) {
  std::string text = fmt::format(", {} x {} pixels, ", facts.width_px, facts.height_px);
  if (std::isfinite(facts.psnr_db)) {
    text += PsnrText(facts.psnr_db, facts.psnr_luma_db);
  } else {
    text += facts.num_channels == 1 ? "all pixels kept" : "all kept but the rounding of colours";
  }
  text += facts.num_channels == 1 ? ", grey" : fmt::format(", {}", SamplingText(facts.sampling));
  if (facts.kind == EncodedKind::kJkd) return text;
  return text + (facts.progressive ? ", progressive" : ", baseline");
}

// While the originals are there, nothing is saved: the outputs take their place on top.
bool AreOriginalsGone(const Options& options) { return options.remove_original; }

std::string SavingText(const Options& options, uint64_t before, uint64_t after) {
  const double percent = SavedPercent(before, after);
  if (AreOriginalsGone(options)) return fmt::format("{:.1f} % saved", percent);
  return percent < 0 ? fmt::format("{:.1f} % larger", -percent)
                     : fmt::format("{:.1f} % smaller", percent);
}

// What is said of a file beside its names and sizes.
std::string Remarks(Command command, const FileReport& file) {
  std::string text;
  if (file.transcoded.has_value()) text += TranscodeText(file);
  if (file.encoded.has_value()) text += EncodeText(*file.encoded);
  if (file.picture.has_value()) {
    text += fmt::format(", {} x {} pixels{}", file.picture->width_px, file.picture->height_px,
                        file.picture->num_channels == 1 ? ", grey" : "");
  }
  if (command == Command::kVerify) text += ", good";
  if (file.lossy.has_value()) text += *file.lossy ? ", lossy" : ", exact";
  if (file.loss.has_value()) text += ", " + LossText(*file.loss);
  if (file.comparison == Comparison::kEqual) text += ", equal to the original";
  if (file.comparison == Comparison::kNoOriginal) text += ", no original beside it";
  if (file.outcome.has_value()) text += fmt::format(", {}", OutcomeName(*file.outcome));
  if (!file.reason.empty()) text += fmt::format(" ({})", Printable(file.reason));
  if (!file.removed.empty()) {
    text +=
        fmt::format(", left out: {}", Printable(fmt::format("{}", fmt::join(file.removed, ", "))));
  }
  if (file.removed_original) text += ", original removed";
  if (file.num_links > 1) {
    text += fmt::format(", one of {} names of the file", WithCommas(file.num_links));
  }
  return text;
}

std::string Names(const FileReport& file) {
  std::string text = Printable(file.input);
  if (!file.output.empty()) text += " -> " + Printable(file.output);
  return text;
}

std::string Sizes(const FileReport& file) {
  return fmt::format("{} -> {} bytes", WithCommas(file.input_bytes), WithCommas(file.output_bytes));
}

std::string SizeRows(const Options& options, const Totals& totals) {
  const Command command = options.command;
  if (options.dry_run)
    return Row("size", fmt::format("{:>15} bytes", WithCommas(totals.input_bytes)));
  std::string text = Row("before", fmt::format("{:>15} bytes", WithCommas(totals.input_bytes)));
  text += Row(command == Command::kVerify ? "decoded" : "after",
              fmt::format("{:>15} bytes", WithCommas(totals.output_bytes)));
  if (!ShowsSaving(command)) return text;
  const double percent = SavedPercent(totals.input_bytes, totals.output_bytes);
  if (AreOriginalsGone(options)) return text + Row("saved", fmt::format("{:>15.1f} %", percent));
  return text + Row("smaller", fmt::format("{:>15.1f} % (the originals are still there)", percent));
}

std::string FileRows(const Options& options, const Totals& totals) {
  const bool is_verify = options.command == Command::kVerify;
  std::string files = WithCommas(options.dry_run ? totals.planned : totals.ok);
  const std::string kinds = KindCounts(totals);
  if (!kinds.empty()) files += fmt::format(" ({})", kinds);
  std::string text = Row(options.dry_run ? "would do" : is_verify ? "good" : "files", files);
  text += Row("failed", totals.failed > 0 ? WithCommas(totals.failed) : "");
  text += Row("skipped", SkippedCounts(totals.skipped));
  text +=
      Row("removed", totals.removed > 0 ? Counted(totals.removed, "original", "originals") : "");
  if (totals.hard_linked > 0) {
    text += Row("links",
                Counted(totals.hard_linked, "file has several names", "files have several names") +
                    "; each name has an output of its own");
  }
  if (totals.compared + totals.no_original > 0) {
    text +=
        Row("compared", fmt::format("{} equal to the original, {} without one",
                                    WithCommas(totals.compared), WithCommas(totals.no_original)));
  }
  return text;
}

}  // namespace

bool HasSkipped(const SkipCounts& skipped) { return !SkippedCounts(skipped).empty(); }

std::string OneFileSummary(const Options& options, const FileReport& file) {
  if (file.status == FileStatus::kPlanned) {
    return fmt::format("{}: {} bytes, would be processed\n", Names(file),
                       WithCommas(file.input_bytes));
  }
  std::string text = Names(file) + ": " + Sizes(file);
  if (ShowsSaving(options.command)) {
    text += ", " + SavingText(options, file.input_bytes, file.output_bytes);
  }
  return text + Remarks(options.command, file) + fmt::format(", {:.2f} s\n", file.seconds);
}

std::string SummaryTable(const Options& options, const Totals& totals) {
  std::string text = totals.is_interrupted ? "interrupted; so far:\n" : "";
  text += FileRows(options, totals) + SizeRows(options, totals);
  if (options.dry_run) return text;
  const bool counts_samples = totals.samples > 0;
  const uint64_t work = counts_samples
                            ? totals.samples
                            : JpegBytes(options.command, totals.input_bytes, totals.output_bytes);
  return text +
         Row("time",
             fmt::format("{:>15.1f} s, {:.1f} MB/s of {}, {}", totals.seconds,
                         PerSecond(work, totals.seconds) / 1e6, counts_samples ? "pixels" : "JPEG",
                         Counted(static_cast<uint64_t>(totals.num_threads), "thread", "threads")));
}

std::string LogLine(Command command, const FileReport& file) {
  const std::string names = Names(file);
  switch (file.status) {
    case FileStatus::kFailed:
      return fmt::format("failed   {}: {}", names, Printable(file.error.message));
    case FileStatus::kSkipped:
      return fmt::format("{} {}{}{}", file.is_changed ? "changed " : "skipped ", names,
                         Remarks(command, file),
                         file.note.empty() ? "" : ": " + Printable(file.note));
    case FileStatus::kPlanned:
      return fmt::format("planned  {}: {} bytes", names, WithCommas(file.input_bytes));
    case FileStatus::kOk:
    case FileStatus::kNeedsMoreMemory:
      break;
  }
  if (command == Command::kInfo) {
    return fmt::format("ok       {}: {} bytes", names, WithCommas(file.input_bytes));
  }
  return fmt::format("ok       {}: {}{}, {:.2f} s", names, Sizes(file), Remarks(command, file),
                     file.seconds);
}

}  // namespace jackdaw::app
