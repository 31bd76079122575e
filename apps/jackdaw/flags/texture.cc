// The flag of restoration with texture.
#include "apps/jackdaw/flags/texture.h"

#include "apps/jackdaw/flags/groups.h"
#include "apps/jackdaw/flags/network_file.h"
#include "jackdaw/pixels.h"

namespace jackdaw::app {
namespace {

constexpr const char* kBuiltIn = "built-in";

Flag FlagOf(Command command, const char* help, const char* manual) {
  return {.name = "texture",
          .commands = {command},
          .value = Optional(File("FILE"), kBuiltIn),
          .help = help,
          .manual = manual,
          .set = [](Options& options, const FlagValue& given) {
            options.texture = true;
            options.texture_file = given.text == kBuiltIn ? "" : given.text;
          }};
}

}  // namespace

Flag TextureFlag() {
  return FlagOf(
      Command::kDecompress, "With --pixels: restore with texture (FILE: other networks)",
      R"(With `--pixels`: restore the picture, and show as much fine structure as there was, where the
most likely picture is smooth. Every coefficient stays inside the interval that the JPEG left open, but
what is shown there is plausible and may not have been there: for looking at, not for measuring. *FILE*
has other networks of texture than those that are built in, made by `jackdaw-train texture-export`.)");
}

Flag SweepTextureFlag() {
  return FlagOf(
      Command::kSweep, "Networks of the codecs whose names end in -texture",
      R"(Networks of the codecs `jackdaw-input-texture` and `jackdaw-lossy-texture` in place of those that
are built in, as for `decompress`. The codecs take part where `--codecs` names them.)");
}

Status LoadTexture(Options* options) {
  if (options->texture_file.empty()) return OkStatus();
  return ReadNetworkFile("texture", options->texture_file, CheckRestorationNetworks,
                         &options->texture_weights);
}

}  // namespace jackdaw::app
