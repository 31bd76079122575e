#include "apps/sweep/report/html_report.h"

#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "apps/sweep/report/json_report.h"
#include "apps/sweep/report/page_data.h"

namespace jackdaw::sweep {
namespace {

using nlohmann::json;

// For each codec the cut-outs whose rates come next to these parts of the input's rate are shown.
constexpr std::array<double, 3> kCropRates = {0.8, 0.5, 0.3};

std::string Base64(std::span<const uint8_t> bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < bytes.size() ? bytes[i + k] : 0u);
    for (size_t k = 0; k < 4; ++k) {
      text += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

std::string PngUrl(std::span<const uint8_t> png) { return "data:image/png;base64," + Base64(png); }

// The setting of a codec whose rate is nearest, by its logarithm.
std::optional<size_t> NearestSetting(const SourceResult& source, size_t codec, double rate) {
  std::optional<size_t> nearest;
  double least = 0;
  for (size_t s = 0; s < source.points[codec].size(); ++s) {
    if (!source.points[codec][s] || !source.crops.points.contains({codec, s})) continue;
    const double distance =
        std::abs(std::log(BitsPerPixel(source.points[codec][s]->bytes, source) / rate));
    if (nearest && distance >= least) continue;
    nearest = s;
    least = distance;
  }
  return nearest;
}

json CropsOf(const SweepResults& results, size_t index) {
  const SourceResult& source = results.sources[index];
  json crops = {{"source", index}, {"input", PngUrl(source.crops.input)}};
  if (!source.crops.pristine.empty()) crops["pristine"] = PngUrl(source.crops.pristine);
  std::set<std::pair<size_t, size_t>> chosen;
  const double input_rate = BitsPerPixel(source.jpeg_bytes, source);
  for (size_t codec = 0; codec < results.codecs.size(); ++codec) {
    if (results.codecs[codec].info.is_lossless) continue;  // looks as the input does
    for (const double part : kCropRates) {
      const std::optional<size_t> setting = NearestSetting(source, codec, part * input_rate);
      if (setting) chosen.insert({codec, *setting});
    }
  }
  crops["points"] = json::array();
  for (const auto& [codec, setting] : chosen) {
    crops["points"].push_back({{"codec", codec},
                               {"setting", setting},
                               {"url", PngUrl(source.crops.points.at({codec, setting}))}});
  }
  return crops;
}

// JSON inside a script element: "<" could end the element or start a comment.
std::string EscapeForScript(const std::string& text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    if (c == '<') {
      escaped += "\\u003c";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// REQUIRES: the template contains the placeholder.
void Fill(std::string* page, std::string_view placeholder, std::string_view text) {
  page->replace(page->find(placeholder), placeholder.size(), text);
}

}  // namespace

std::string HtmlReport(json document, const SweepResults& results) {
  document["crops"] = json::array();
  for (size_t i = 0; i < results.sources.size(); ++i) {
    if (!results.sources[i].crops.input.empty()) document["crops"].push_back(CropsOf(results, i));
  }
  std::string page(PageTemplate());
  Fill(&page, "/*STYLE*/", PageStyle());
  Fill(&page, "/*DATA*/", EscapeForScript(PrintJson(document, -1)));
  Fill(&page, "/*SCRIPT*/", PageScript());
  return page;
}

}  // namespace jackdaw::sweep
