// Flags of sweep alone.
#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <utility>

#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

const std::vector<Command> kSweep = {Command::kSweep};

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  std::string part;
  while (std::getline(stream, part, separator)) parts.push_back(part);
  return parts;
}

struct CodecSettings {
  std::string codec;
  std::vector<double> values;
};

// CODEC=VALUE,VALUE...
Result<CodecSettings> ParseSettings(const std::string& text) {
  const size_t equals = text.find('=');
  CodecSettings settings{text.substr(0, equals), {}};
  if (equals != std::string::npos) {
    for (const std::string& part : Split(text.substr(equals + 1), ',')) {
      const Result<double> value = ParseNumber(part);
      if (!value.ok()) return value.error();
      settings.values.push_back(value.value());
    }
  }
  if (settings.values.empty()) {
    return Error{ErrorCode::kInvalidArgument, 0, "must be CODEC=VALUE,VALUE..., not " + text};
  }
  return settings;
}

std::string SettingsProblem(const std::string& text) {
  const Result<CodecSettings> settings = ParseSettings(text);
  return settings.ok() ? "" : settings.error().message;
}

struct MeasureRange {
  std::string measure;  // one of kRangeMeasures
  sweep::QualityRange range;
};

constexpr std::array<const char*, 4> kRangeMeasures = {"psnr", "ms-ssim", "ssimulacra2",
                                                       "butteraugli"};

// [MEASURE=]LOW:HIGH; without a measure, of PSNR.
std::optional<MeasureRange> ParseRange(const std::string& text) {
  const size_t equals = text.find('=');
  const bool has_measure = equals != std::string::npos;
  MeasureRange parsed{has_measure ? text.substr(0, equals) : "psnr", {}};
  if (std::find(kRangeMeasures.begin(), kRangeMeasures.end(), parsed.measure) ==
      kRangeMeasures.end()) {
    return std::nullopt;
  }
  const std::vector<std::string> ends = Split(has_measure ? text.substr(equals + 1) : text, ':');
  if (ends.size() != 2) return std::nullopt;
  const Result<double> low = ParseNumber(ends[0]), high = ParseNumber(ends[1]);
  if (!low.ok() || !high.ok() || low.value() >= high.value()) return std::nullopt;
  parsed.range = {low.value(), high.value()};
  return parsed;
}

std::string RangeProblem(const std::string& text) {
  if (ParseRange(text)) return "";
  return "must be LOW:HIGH in dB, or MEASURE=LOW:HIGH for psnr, ms-ssim, ssimulacra2 or "
         "butteraugli, not " +
         text;
}

std::vector<Flag> PictureFlags() {
  return {
      {.name = "output",
       .letter = 'o',
       .commands = kSweep,
       .value = Directory("DIR"),
       .help = "Directory for sweep.csv, sweep.json and sweep.html (default: jackdaw-sweep)",
       .manual = R"(Directory for *sweep.csv*, *sweep.json* and *sweep.html*. The default is
*jackdaw-sweep*.)",
       .set = [](Options& o, const FlagValue& v) { o.output = v.text; }},
      {.name = "source-quality",
       .commands = kSweep,
       .value = Integer("Q", 1, 100),
       .help = "Convert PNG and PPM inputs to JPEG of this quality first (1 to 100, 4:2:0)",
       .manual = R"(Convert inputs that are not JPEG to JPEG of this quality (1 to 100, 4:2:0), and
compare with the input itself, too.)",
       .set = [](Options& o, const FlagValue& v) { o.sweep.source_quality = v.AsInt(); }},
      {.name = "pristine",
       .commands = kSweep,
       .value = Directory("DIR"),
       .help = "Also compare with the pictures of the same names in this directory",
       .manual = "Also compare with the PNG, PPM or PGM file of the same name in this directory.",
       .set = [](Options& o, const FlagValue& v) { o.sweep.pristine_dir = v.text; }},
      {.name = "crops",
       .commands = kSweep,
       .value = Integer("N", 0, 1000),
       .help = "Show details of the first N pictures in the report (default: 4)",
       .manual = "Show details of the first *N* pictures in the report. The default is 4.",
       .set = [](Options& o, const FlagValue& v) { o.sweep.num_crop_sources = v.AsInt(); }},
  };
}

std::vector<Flag> CodecFlags() {
  return {
      {.name = "rates",
       .commands = kSweep,
       .value = Integer("N", 1, 1000),
       .help = "Number of rates for each codec (default: 10)",
       .manual =
           "Number of settings for each codec, spread over its useful range. The default is 10.",
       .set = [](Options& o, const FlagValue& v) { o.sweep.num_rates = v.AsInt(); }},
      {.name = "codecs",
       .commands = kSweep,
       .value = Text("NAMES"),
       .repeatable = true,
       .help = "Use only these codecs, separated by commas",
       .manual = "Use only these codecs, separated by commas.",
       .set =
           [](Options& o, const FlagValue& v) {
             for (std::string& name : Split(v.text, ',')) {
               o.sweep.codecs.push_back(std::move(name));
             }
           }},
      {.name = "settings",
       .commands = kSweep,
       .value = Text("CODEC=VALUES", SettingsProblem),
       .repeatable = true,
       .help = "Settings for one codec, separated by commas; may be repeated",
       .manual = R"(Settings for one codec, separated by commas, in place of those that `--rates`
chooses. May be repeated for other codecs.)",
       .set =
           [](Options& o, const FlagValue& v) {
             CodecSettings settings = ParseSettings(v.text).value();
             o.sweep.settings[settings.codec] = std::move(settings.values);
           }},
      SweepTextureFlag(),
      {.name = "timeout",
       .commands = kSweep,
       .value = Integer("SECONDS", 1, 86400),
       .help = "Time limit for one call of another program (default: 300)",
       .manual = "Time limit for one call of another program. The default is 300.",
       .set = [](Options& o, const FlagValue& v) { o.sweep.timeout_seconds = v.AsInt(); }},
  };
}

std::vector<Flag> ReportFlags() {
  return {
      {.name = "anchor",
       .commands = kSweep,
       .value = Text("NAME", {}, {"cjpeg", "best-other"}),
       .help = "Codec with which the others are compared, or best-other (default: cjpeg if used)",
       .manual =
           R"(The codec with which the others are compared, or `best-other`: at each quality, the
smallest file of all encoders except those of Jackdaw. The default is `cjpeg` if it takes part,
otherwise `best-other`.)",
       .set = [](Options& o, const FlagValue& v) { o.sweep.anchor = v.text; }},
      {.name = "bd-range",
       .commands = kSweep,
       .value = Text("RANGE", RangeProblem),
       .repeatable = true,
       .help = "Qualities for BD-rates, LOW:HIGH in dB of PSNR or MEASURE=LOW:HIGH",
       .manual =
           R"(Compute BD-rates over these qualities only: *LOW*:*HIGH* in dB of PSNR, or
*MEASURE*=*LOW*:*HIGH*, where *MEASURE* is `psnr`, `ms-ssim` (in dB: -10 log10(1 - MS-SSIM)),
`ssimulacra2` or `butteraugli` (negative numbers: higher is better). May be repeated. The defaults
are 30:46, 12:25, 50:85 and -4:-0.8. Where two curves do not cover the range, the part that both
cover is compared.)",
       .set =
           [](Options& o, const FlagValue& v) {
             const MeasureRange parsed = *ParseRange(v.text);
             o.sweep.ranges[parsed.measure] = parsed.range;
           }},
      {.name = "cache",
       .commands = kSweep,
       .value = Directory("DIR"),
       .help = "Directory of finished points (default: cache in the output directory)",
       .manual = R"(Directory of finished points. The default is *cache* in the output directory. A
sweep that was interrupted, or is repeated with more pictures, codecs or settings, measures only the
points that are missing there.)",
       .set = [](Options& o, const FlagValue& v) { o.sweep.cache_dir = v.text; }},
  };
}

}  // namespace

FlagGroup SweepFlags() {
  FlagGroup group{.title = "sweep", .help_heading = "Sweep", .manual = "", .flags = {}};
  for (const std::vector<Flag>& part : {PictureFlags(), CodecFlags(), ReportFlags()}) {
    group.flags.insert(group.flags.end(), part.begin(), part.end());
  }
  return group;
}

}  // namespace jackdaw::app
