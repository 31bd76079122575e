#include "apps/jackdaw/sweep_options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <sstream>
#include <string_view>

namespace jackdaw::app {
namespace {

std::optional<double> ParseNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  std::string part;
  while (std::getline(stream, part, separator)) parts.push_back(part);
  return parts;
}

// CODEC=VALUE,VALUE,...
void TakeSettings(const std::string& text, SweepOptions* options) {
  const size_t equals = text.find('=');
  std::vector<double> values;
  if (equals != std::string::npos) {
    for (const std::string& part : Split(text.substr(equals + 1), ',')) {
      const std::optional<double> value = ParseNumber(part);
      if (!value) throw CLI::ValidationError("--settings", "not a number: " + part);
      values.push_back(*value);
    }
  }
  if (values.empty()) throw CLI::ValidationError("--settings", "wants CODEC=VALUE,VALUE,...");
  options->settings[text.substr(0, equals)] = values;
}

// LOW:HIGH
void TakeRange(const std::string& text, SweepOptions* options) {
  const std::vector<std::string> ends = Split(text, ':');
  const std::optional<double> low = ends.size() == 2 ? ParseNumber(ends[0]) : std::nullopt;
  const std::optional<double> high = ends.size() == 2 ? ParseNumber(ends[1]) : std::nullopt;
  if (!low || !high || *low >= *high) {
    throw CLI::ValidationError("--bd-range", "wants LOW:HIGH in dB");
  }
  options->psnr_range = {*low, *high};
}

void AddPictureOptions(CLI::App* sub, SweepOptions* options) {
  sub->add_option("--source-quality", options->source_quality,
                  "Make PNG and PPM inputs JPEG at this quality (1..100, 4:2:0) first")
      ->type_name("Q")
      ->check(CLI::Range(1, 100).description(""));
  sub->add_option("--pristine", options->pristine_dir,
                  "Compare with the pictures of the same names in this directory, too")
      ->type_name("DIR");
  sub->add_option("--crops", options->num_crop_sources,
                  "Cut-outs of the first N images in the report (default 4)")
      ->type_name("N")
      ->check(CLI::Range(0, 1000).description(""));
}

void AddCodecOptions(CLI::App* sub, SweepOptions* options) {
  sub->add_option("--rates", options->num_rates, "Rates of each codec (default 10)")
      ->type_name("N")
      ->check(CLI::Range(1, 1000).description(""));
  sub->add_option("--codecs", options->codecs, "Only these, separated by commas")
      ->type_name("NAME")
      ->delimiter(',');
  sub->add_option_function<std::vector<std::string>>(
         "--settings",
         [options](const std::vector<std::string>& all) {
           for (const std::string& one : all) TakeSettings(one, options);
         },
         "Own settings of a codec: CODEC=VALUE,VALUE,...; may be repeated")
      ->type_name("LIST");
  sub->add_option("--timeout", options->timeout_seconds,
                  "Seconds that one call of another program may take (default 300)")
      ->type_name("N")
      ->check(CLI::Range(1, 86400).description(""));
}

}  // namespace

void AddSweepOptions(CLI::App* sub, SweepOptions* options) {
  AddPictureOptions(sub, options);
  AddCodecOptions(sub, options);
  sub->add_option("--anchor", options->anchor,
                  "Codec that the others are compared with, or best-other (default cjpeg, if used)")
      ->type_name("NAME");
  sub->add_option_function<std::string>(
         "--bd-range", [options](const std::string& text) { TakeRange(text, options); },
         "PSNRs over which BD-rates are taken (default: all that both curves have)")
      ->type_name("LOW:HIGH");
  sub->add_option("--cache", options->cache_dir,
                  "Directory of finished points (default: cache in the output directory)")
      ->type_name("DIR");
}

}  // namespace jackdaw::app
