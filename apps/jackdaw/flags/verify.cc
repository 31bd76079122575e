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
          }};
}

}  // namespace jackdaw::app
