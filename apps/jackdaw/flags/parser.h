// The command line, parsed by the table of flags.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_PARSER_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_PARSER_H_

#include <optional>
#include <string>

#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

struct ParsedOptions {
  std::optional<Options> options;  // empty: stop now, with exit_code
  int exit_code = kExitOk;
};

// Prints the help text, the version or the usage error itself.
ParsedOptions ParseOptions(int argc, const char* const* argv);

// Prints one usage error on standard error and returns kExitUsage.
int UsageError(const std::string& message);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_PARSER_H_
