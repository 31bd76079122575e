#include "apps/jackdaw/flags/generate.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "apps/jackdaw/flags/command.h"
#include "apps/jackdaw/flags/completions.h"
#include "apps/jackdaw/flags/flag.h"
#include "apps/jackdaw/flags/manual.h"
#include "apps/jackdaw/flags/parser.h"
#include "apps/jackdaw/system/console.h"

namespace jackdaw::app {
namespace {

std::string FlagLine(const char* command, const Flag& flag) {
  const std::string letter = flag.letter == 0 ? "" : fmt::format("-{}", flag.letter);
  return fmt::format("{}\t--{}\t{}\t{}\n", command, flag.name, letter, flag.value.name);
}

std::string FlagTable() {
  std::string text;
  for (const Flag* flag : FlagsOfProgram()) text += FlagLine("", *flag);
  for (const CommandInfo& command : AllCommands()) {
    for (const Flag* flag : FlagsOf(command.command)) text += FlagLine(command.name, *flag);
  }
  return text;
}

}  // namespace

int Generate(int argc, const char* const* argv) {
  constexpr struct {
    std::string_view kind;
    std::string (*make)();
  } kKinds[] = {{"man", ManualPage},
                {"bash", BashCompletion},
                {"zsh", ZshCompletion},
                {"fish", FishCompletion},
                {"flags", FlagTable}};
  for (const auto& [kind, make] : kKinds) {
    if (argc == 3 && argv[2] == kind) return PrintOut(make()) ? kExitOk : kExitSomeFailed;
  }
  return UsageError("generate takes one of man, bash, zsh, fish and flags");
}

}  // namespace jackdaw::app
