// Flags of decompress alone.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

std::string PixelProblem(const std::string& text) {
  if (ParsePixelTarget(text)) return {};
  return "must be png, webp, ppm or pgm, or a file name that ends in one of them, not '" + text +
         "'";
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
           .value = Text("OUT", PixelProblem, {"png", "webp", "ppm", "pgm"}),
           .help = "Write the picture, restored: OUT is a .png, .webp, .ppm or .pgm file, or only "
                   "png, webp, ppm or pgm for one file per input; accepts JPEG files, too",
           .manual =
               R"(Write the picture instead of the JPEG file. *OUT* is the output file for a single
input and ends in *.png*, *.webp*, *.ppm* or *.pgm*; or it is just `png`, `webp`, `ppm` or `pgm`: then
*photo.jpg.jkd* becomes *photo.jpg.png* beside it, or where `-o` says.

The picture is restored: a network estimates what the picture was before JPEG rounded it. Every
coefficient stays inside the interval that the JPEG left open. `--plain` leaves this out. Restoration
needs oneDNN (in Debian the package libdnnl2); without it, only `--plain` works.

WebP files are lossless. PNG and WebP files keep the colour profile and the orientation; neither is
applied. Only the first picture of a file is written. A PGM file holds grey pictures only. CMYK, 12-bit
samples, damaged scans and sampling factors that are not whole ratios are errors. Cannot be combined
with `--remove-original`.)",
           .set = [](Options& o, const FlagValue& v) { o.pixels = ParsePixelTarget(v.text); }},
          {.name = "plain",
           .commands = {Command::kDecompress},
           .help = "With --pixels: the picture as a JPEG decoder shows it, not restored",
           .manual =
               R"(With `--pixels`: write the picture as a JPEG decoder shows it, without restoration. Nothing is
rounded before the final 8-bit samples, so they are closer to the file than those of other decoders.
For a lossy *.jkd* file they are closer to the JPEG file that was compressed than the pixels of the
JPEG file that `decompress` writes. Programs that were built without oneDNN always do this.)",
           .set = [](Options& o, const FlagValue&) { o.plain_pixels = true; }},
          RestoreFlag(),
          TextureFlag(),
      }};
}

}  // namespace jackdaw::app
