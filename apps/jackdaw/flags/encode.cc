// Flags of encode alone.
#include <algorithm>

#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

const std::vector<Command> kEncode = {Command::kEncode};

constexpr std::array<ChromaSampling, 4> kSamplings = {ChromaSampling::kAuto, ChromaSampling::k444,
                                                      ChromaSampling::k422, ChromaSampling::k420};

std::optional<int> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::string ColourProblem(const std::string& text) {
  if (ParseColour(text).has_value()) return {};
  return "must be a colour like white, black, grey or '#ff8000', not '" + text + "'";
}

ChromaSampling SamplingOf(const std::string& text) {
  return *std::find_if(kSamplings.begin(), kSamplings.end(),
                       [&](ChromaSampling s) { return text == SamplingText(s); });
}

Flag FormatFlag() {
  return {
      .name = "format",
      .commands = kEncode,
      .value = OneOf("FORMAT", {"jpeg", "jkd"}),
      .help = "jpeg, or jkd: a lossy .jkd file (default: as -o ends, else jpeg)",
      .manual = R"(What to write: `jpeg`, a plain JPEG file, or `jkd`, a lossy *.jkd* file, which is
smaller and which `decompress` turns into a JPEG file. By default the name that `-o` gives a single
output decides, and where it does not, JPEG is written.)",
      .set = [](Options& o, const FlagValue& v) {
        o.encode.kind = v.text == "jkd" ? EncodedKind::kJkd : EncodedKind::kJpeg;
      }};
}

Flag SamplingFlag() {
  std::vector<std::string> names;
  names.reserve(kSamplings.size());
  for (const ChromaSampling sampling : kSamplings) names.emplace_back(SamplingText(sampling));
  return {
      .name = "sampling",
      .commands = kEncode,
      .value = OneOf("HOW", names),
      .help = "Resolution of colours: auto, 444 (full), 422 or 420 (half) (default: auto)",
      .manual = R"(Resolution of the colour differences: `444` keeps it, `422` halves their width,
`420` width and height. `auto`, the default, takes `444` or `420` for each picture, whichever costs
less by rate and distortion at the chosen loss.)",
      .set = [](Options& o, const FlagValue& v) { o.encode.sampling = SamplingOf(v.text); }};
}

Flag BackgroundFlag() {
  return {
      .name = "background",
      .commands = kEncode,
      .value = Text("COLOUR", ColourProblem, {"white", "black", "grey"}),
      .help = "Put transparent pixels on this colour (default: they are an error)",
      .manual = R"(Put transparent pixels on this colour: `white`, `black`, `grey`, or six or three
hexadecimal digits like `'#ff8000'`. JPEG has no transparency, so that without this option pictures
with transparent pixels are an error. An alpha channel in which every pixel is opaque is dropped.)",
      .set = [](Options& o, const FlagValue& v) { o.encode.background = ParseColour(v.text); }};
}

}  // namespace

const char* SamplingText(ChromaSampling sampling) {
  switch (sampling) {
    case ChromaSampling::k444:
      return "444";
    case ChromaSampling::k422:
      return "422";
    case ChromaSampling::k420:
      return "420";
    case ChromaSampling::kAuto:
      break;
  }
  return "auto";
}

std::optional<RgbColour> ParseColour(const std::string& text) {
  if (text == "white") return RgbColour{255, 255, 255};
  if (text == "black") return RgbColour{0, 0, 0};
  if (text == "grey" || text == "gray") return RgbColour{128, 128, 128};
  const std::string digits = text.starts_with("#") ? text.substr(1) : text;
  const size_t per_channel = digits.size() / 3;
  if (digits.size() != 3 && digits.size() != 6) return std::nullopt;
  RgbColour colour{};
  for (size_t c = 0; c < 3; ++c) {
    const std::optional<int> high = HexDigit(digits[c * per_channel]);
    const std::optional<int> low = HexDigit(digits[(c + 1) * per_channel - 1]);
    if (!high.has_value() || !low.has_value()) return std::nullopt;
    colour[c] = static_cast<uint8_t>(16 * *high + *low);
  }
  return colour;
}

FlagGroup EncodeFlagGroup() {
  return {
      .title = "encode",
      .help_heading = "Pixels to JPEG",
      .manual = R"(Reads PNG, PPM, PGM, WebP, JPEG and *.jkd* files, told apart by their content;
directories are searched for *.png*, *.ppm*, *.pgm*, *.pnm* and *.webp* files. *a.png* becomes *a.jpg*,
or *a.jpg.lossy.jkd*, which `decompress` restores as *a.jpg*. Colour profile and Exif data, the
orientation among them, are carried over; grey stays grey. Inputs are never removed or overwritten.)",
      .flags = {FormatFlag(), SamplingFlag(), BackgroundFlag()}};
}

}  // namespace jackdaw::app
