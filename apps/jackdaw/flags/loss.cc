// Flags that choose a loss.
#include <utility>

#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

constexpr double kSmallest = 1e-6, kLargest = 1e15;

Flag LossFlag(LossTarget target, std::string name, ValueSpec value, std::string help,
              std::string manual) {
  return {.name = std::move(name),
          .commands = {Command::kCompress, Command::kTranscode, Command::kEncode},
          .value = std::move(value),
          .alternative_of = "loss",
          .help = std::move(help),
          .manual = std::move(manual),
          .set = [target](Options& options, const FlagValue& given) {
            options.lossy = true;
            options.loss_target = target;
            options.loss_value = given.number;
          }};
}

Flag CopyUnsupportedFlag() {
  return {.name = "copy-unsupported",
          .commands = {Command::kCompress, Command::kTranscode},
          .help = "Keep files that no loss can be applied to as they are",
          .manual =
              R"(Keep files that cannot be requantized, instead of reporting an error: `transcode`
copies them, `compress` compresses them without a loss. `transcode` without a loss copies them in any
case, but not with `--strip`, `--baseline` or `--progressive`: a copy keeps everything.)",
          .set = [](Options& o, const FlagValue&) { o.copy_unsupported = true; }};
}

std::vector<Flag> AllLossFlags() {
  return {
      LossFlag(LossTarget::kQuality, "quality", Number("0..100", 0, 100),
               "About the loss of cjpeg -quality; 100: none (encode: least)",
               R"(About the loss that `cjpeg -quality` would add to the same picture; 100 adds
none.)"),
      LossFlag(
          LossTarget::kLambda, "lambda", Number("X", 0, 1e6), "Error that one bit is worth",
          R"(The error that one bit is worth, 0 to 1000000: squared errors of luma samples, which
`--tune visual` weighs. For `transcode`, a larger lambda never yields a larger file or a smaller
error.)"),
      LossFlag(
          LossTarget::kSize, "target-size", Size("SIZE", 1, kLargest),
          "Size of the file, at most; e.g. 100000 or 500K",
          R"(The size of the whole file: at most this, and at most 1 % less. Suffixes K, M, G and T
mean powers of 1024. If the file is small enough without a loss, nothing is lost. A size that cannot
be reached is an error; the message names the smallest possible size.)"),
      LossFlag(LossTarget::kBitsPerPixel, "target-bpp", Number("X", kSmallest, kLargest),
               "Bits per pixel of the whole file, at most",
               "The same, in bits per pixel of the whole file."),
      LossFlag(
          LossTarget::kPsnr, "target-psnr", Number("DB", kSmallest, kLargest),
          "PSNR of all components against the input, at least",
          R"(Peak signal-to-noise ratio against the pixels of the input, in dB: at least this, and at
most 0.05 dB more. Errors of luma and of colour differences count as they do in red, green and blue.
For `compress`, it is measured on what `decompress --pixels --plain`
writes.)"),
      LossFlag(LossTarget::kPsnrLuma, "target-psnr-y", Number("DB", kSmallest, kLargest),
               "The same of luma alone", "The same of luma alone: colour may lose more than it."),
  };
}

Flag TuneFlag() {
  return {.name = "tune",
          .commands = {Command::kCompress, Command::kTranscode, Command::kEncode},
          .value = OneOf("FOR", {"visual", "psnr"}),
          .help = "Lose what is seen least (visual, the default), or PSNR",
          .manual =
              R"(What a loss is chosen by. `visual`, the default, weighs errors by how visible they
are: by their frequency, and by how much the picture around them hides. `psnr` minimises squared
errors, for measurements.)",
          .set = [](Options& options, const FlagValue& given) {
            options.transcode.tune = given.text == "psnr" ? Tune::kPsnr : Tune::kVisual;
          }};
}

std::vector<Flag> LossFlagsAndRest() {
  std::vector<Flag> flags = AllLossFlags();
  flags.push_back(TuneFlag());
  flags.push_back(AttentionFlag());
  flags.push_back(RefineFlag());
  flags.push_back(CopyUnsupportedFlag());
  return flags;
}

}  // namespace

FlagGroup LossFlags() {
  return {.title = "Loss",
          .help_heading = "Loss (at most one; default: lossless; encode: quality 90)",
          .manual = R"(At most one of these. Without any, `compress` keeps the file exactly,
`transcode` keeps the pixels, and `encode` takes the quality 90. For `encode` the input is the pixels:
quality 100 then means the finest tables, which still lose a little.

Files that cannot be requantized are an error: truncated and damaged files, 12-bit samples, files
that are not JPEG. A *.jkd* file with a loss is never larger than the one without: where it would be,
nothing is lost. For `compress`, a loss requires the preset `default`.)",
          .flags = LossFlagsAndRest()};
}

}  // namespace jackdaw::app
