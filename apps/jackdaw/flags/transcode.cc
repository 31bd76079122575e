// Flags of transcode alone.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

const std::vector<Command> kTranscode = {Command::kTranscode};
const std::vector<Command> kJpegWriters = {Command::kTranscode, Command::kEncode};

}  // namespace

FlagGroup TranscodeFlags() {
  return {
      .title = "transcode",
      .help_heading = "JPEG output (default: progressive or baseline, whichever is smaller)",
      .manual = "The result of `transcode` is never larger than the input.",
      .flags = {
          {.name = "progressive",
           .commands = kJpegWriters,
           .alternative_of = "scans",
           .help = "Always write progressive JPEG",
           .manual =
               R"(Write progressive JPEG. Without this option and `--baseline`, the smaller of the
two is written.)",
           .set = [](Options& o,
                     const FlagValue&) { o.transcode.scans = ScanChoice::kProgressive; }},
          {.name = "baseline",
           .commands = kJpegWriters,
           .alternative_of = "scans",
           .help = "Always write sequential JPEG",
           .manual = "Write sequential JPEG.",
           .set = [](Options& o, const FlagValue&) { o.transcode.scans = ScanChoice::kBaseline; }},
          {.name = "pass-through",
           .commands = kTranscode,
           .help = "With a loss: copy files that cannot be made smaller with one",
           .manual =
               R"(Copy files that no lossy result can be made of (truncated and damaged files, 12-bit
samples, files that are not JPEG), instead of reporting an error. Without a loss they are copied
in any case, but not with `--strip`: a copy keeps everything.)",
           .set = [](Options& o, const FlagValue&) { o.pass_through = true; }},
          {.name = "strip",
           .commands = kTranscode,
           .help = "Drop Exif, XMP, comments and data after the image",
           .manual =
               R"(Drop Exif (including the orientation), XMP, comments and everything after the
image. JFIF and Adobe segments, which decoders need, and the ICC profile stay.)",
           .set = [](Options& o, const FlagValue&) { o.transcode.strip = true; }},
      }};
}

}  // namespace jackdaw::app
