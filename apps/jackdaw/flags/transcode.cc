// Flags of transcode alone.
#include <string>

#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

const std::vector<Command> kTranscode = {Command::kTranscode};
const std::vector<Command> kJpegWriters = {Command::kTranscode, Command::kEncode};

// What may be left out, by the names on the command line.
bool AddStrip(const std::string& part, StripOptions* strip) {
  const bool all = part == "all";
  if (!all && part != "metadata" && part != "orientation" && part != "gps" && part != "preview") {
    return false;
  }
  strip->metadata |= all || part == "metadata";
  strip->orientation |= all || part == "orientation";
  strip->gps |= all || part == "gps";
  strip->previews |= all || part == "preview";
  return true;
}

// "gps,preview". False where a part has no such name.
bool ParseStrip(const std::string& text, StripOptions* strip) {
  size_t begin = 0;
  for (;;) {
    const size_t comma = text.find(',', begin);
    if (!AddStrip(text.substr(begin, comma - begin), strip)) return false;
    if (comma == std::string::npos) return true;
    begin = comma + 1;
  }
}

std::string CheckStrip(const std::string& text) {
  StripOptions ignored;
  if (ParseStrip(text, &ignored)) return {};
  return text + " is not metadata, gps, preview, orientation or all, nor some of them with commas";
}

Flag StripFlag() {
  return {
      .name = "strip",
      .commands = kTranscode,
      .value =
          Optional(Text("WHAT", CheckStrip, {"metadata", "gps", "preview", "orientation", "all"}),
                   "metadata"),
      .help = "Drop metadata but for the orientation, or: gps, preview, orientation, all",
      .manual =
          R"(Leave out some of what is beside the picture; several words are separated by commas.
`metadata`, the default: Exif but for the orientation, XMP, comments, and everything after the
image. `gps`: the place where the picture was taken, in Exif and XMP. `preview`: smaller pictures in
Exif, JFIF and Photoshop segments, and behind the image. `orientation`: how the picture is to be
turned. `all`: all of these. JFIF and Adobe segments, which decoders need, the ICC profile, and the
other views of stereo pairs and panoramas always stay. What is left out is reported.)",
      .set = [](Options& o, const FlagValue& value) {
        ParseStrip(value.text, &o.transcode.strip);
      }};
}

}  // namespace

FlagGroup TranscodeFlags() {
  return {
      .title = "transcode",
      .help_heading = "JPEG output (default: progressive or baseline, whichever is smaller)",
      .manual =
          "The result of `transcode` is never larger than the input, unless a kind of JPEG is "
          "asked for that the input is not.",
      .flags = {
          {.name = "progressive",
           .commands = kJpegWriters,
           .alternative_of = "scans",
           .help = "Always write progressive JPEG",
           .manual =
               R"(Write progressive JPEG. Without this option and `--baseline`, the smaller of the
two is written. A sequential input becomes progressive even if that is larger.)",
           .set = [](Options& o,
                     const FlagValue&) { o.transcode.scans = ScanChoice::kProgressive; }},
          {.name = "baseline",
           .commands = kJpegWriters,
           .alternative_of = "scans",
           .help = "Always write sequential JPEG",
           .manual = "Write sequential JPEG, even if a progressive input is smaller.",
           .set = [](Options& o, const FlagValue&) { o.transcode.scans = ScanChoice::kBaseline; }},
          {.name = "in-place",
           .commands = kTranscode,
           .help = "Replace each input by its result, if that is smaller",
           .manual =
               R"(Replace each input by its result, in place of `-o`. A file that does not get smaller
stays as it is, unless `--strip`, `--baseline` or `--progressive` asks for a change. The new file
takes the place of the old one at once, when it is on the disk; an input that changes meanwhile is an
error and stays. Symbolic links and files with several names are refused, and so is a loss: a second
run would add to it.)",
           .set = [](Options& o, const FlagValue&) { o.in_place = true; }},
          StripFlag(),
      }};
}

}  // namespace jackdaw::app
