// The texts of --help and --version.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_HELP_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_HELP_H_

#include <string>

#include "apps/jackdaw/flags/flag.h"
#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

// "-o, --output PATH", or "    --json" where there is no short form.
std::string FlagSyntax(const Flag& flag);

std::string ProgramHelp();
std::string CommandHelp(Command command);

// "0.2.0".
std::string VersionNumber();
// One line, with the name of the program.
std::string VersionText();

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_HELP_H_
