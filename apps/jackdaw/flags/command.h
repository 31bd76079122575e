// The commands of the program: names and descriptions. What they do is in ../commands.h.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_COMMAND_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_COMMAND_H_

#include <optional>
#include <string_view>
#include <vector>

#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

struct CommandInfo {
  Command command;
  const char* name;
  const char* help;       // one line, an imperative sentence without a full stop
  const char* synopsis;   // what follows the name on the command line
  const char* arguments;  // what PATH is, one line
  const char* manual;     // paragraphs of DESCRIPTION, in the markup of markup.h
};

// In the order of the help text.
const std::vector<CommandInfo>& AllCommands();
const CommandInfo& InfoOf(Command command);
std::optional<Command> FindCommand(std::string_view name);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_COMMAND_H_
