// The commands on whole trees in a build without SQLite.
#include <string>

#include "apps/jackdaw/archive_commands.h"
#include "apps/jackdaw/flags/command.h"
#include "apps/jackdaw/system/console.h"

namespace jackdaw::app {
namespace {

int NotBuiltIn(const Options& options) {
  PrintError(std::string(CommandName(options.command)) +
             " is not built in: SQLite was missing when this program was built");
  return kExitSomeFailed;
}

}  // namespace

int RunCheck(const Options& options) { return NotBuiltIn(options); }

int RunList(const Options& options) { return NotBuiltIn(options); }

}  // namespace jackdaw::app
