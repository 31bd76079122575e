// Flags of decompress alone.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

std::string PixelProblem(const std::string& text) {
  if (ParsePixelTarget(text)) return {};
  return "must be png, ppm or pgm, or a file name that ends in one of them, not '" + text + "'";
}

}  // namespace

FlagGroup DecompressFlags() {
  return {
      .title = "decompress",
      .help_heading = "Pixels",
      .manual = "",
      .flags = {
          {.name = "pixels",
           .commands = {Command::kDecompress},
           .value = Text("OUT", PixelProblem, {"png", "ppm", "pgm"}),
           .help = "Write the picture: OUT is a .png, .ppm or .pgm file, or only png, ppm or pgm "
                   "for one file per input; accepts JPEG files, too",
           .manual =
               R"(Write the picture instead of the JPEG file. *OUT* is the output file for a single
input and ends in *.png*, *.ppm* or *.pgm*; or it is just `png`, `ppm` or `pgm`: then *photo.jpg.jkd*
becomes *photo.jpg.png* beside it, or where `-o` says.

Nothing is rounded before the final 8-bit samples, so they are closer to the file than those of other
decoders. For a lossy *.jkd* file they are closer to the JPEG file that was compressed than the pixels
of the JPEG file that `decompress` writes. Only the first picture of a file is written; orientation
and colour profile are neither applied nor kept. A PGM file holds grey pictures only. CMYK, 12-bit
samples, damaged scans and sampling factors that are not whole ratios are errors. Cannot be combined
with `--remove-original`.)",
           .set = [](Options& o, const FlagValue& v) { o.pixels = ParsePixelTarget(v.text); }},
      }};
}

}  // namespace jackdaw::app
