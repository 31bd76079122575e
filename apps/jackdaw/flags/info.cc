// Flags of info alone.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {

FlagGroup InfoFlags() {
  return {
      .title = "info",
      .help_heading = "Information",
      .manual = "",
      .flags = {
          {.name = "deep",
           .commands = {Command::kInfo},
           .help = "Decode .jkd files, and show the images in them",
           .manual =
               R"(Decode *.jkd* files, and show the images in them. Without it, `info` reads only the
header and the table of sections of a *.jkd* file. That takes no time, but finds no damage: `verify`
does. JPEG files are always read as a whole.)",
           .set = [](Options& o, const FlagValue&) { o.deep = true; }},
      }};
}

}  // namespace jackdaw::app
