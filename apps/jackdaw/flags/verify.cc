// Flags of verify alone.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {

FlagGroup VerifyFlags() {
  return {.title = "verify",
          .help_heading = "Verification",
          .manual = "",
          .flags = {
              {.name = "against-original",
               .commands = {Command::kVerify},
               .help = "Also compare with the original if it lies beside the .jkd file",
               .manual = "Also compare with the original if it lies beside the *.jkd* file.",
               .set = [](Options& o, const FlagValue&) { o.against_original = true; }},
              {.name = "allow-empty",
               .commands = {Command::kVerify},
               .help = "A directory that is missing or has no .jkd files is no error",
               .manual = R"(A path that does not exist, and a directory without *.jkd* files, is no
error. Without this option either is one, since nothing was verified.)",
               .set = [](Options& o, const FlagValue&) { o.allow_empty = true; }},
          }};
}

}  // namespace jackdaw::app
