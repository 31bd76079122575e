// One definition of a command-line flag. The parser, `--help`, the manual page and the shell
// completions are all made from it.
//
// To add a flag, add one entry to the file of its group (common.cc, output.cc, ... beside this
// one), and a member to Options for what it sets. Then build the target jackdaw_update_manual,
// which renews docs/jackdaw.1.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_FLAG_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_FLAG_H_

#include <functional>
#include <string>
#include <vector>

#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/flags/value.h"

namespace jackdaw::app {

struct Flag {
  std::string name = {};  // without the dashes
  char letter = 0;        // the short form; 0: none
  std::vector<Command> commands = {};
  bool of_program = false;  // may stand alone, in place of a command
  ValueSpec value = {};     // none for a switch
  bool repeatable = false;  // may be given several times; `set` is called for each
  // At most one of the flags with the same word here may be given; empty: any number.
  std::string alternative_of = {};
  std::string help = {};    // one line, without a full stop
  std::string manual = {};  // full sentences, in the markup of markup.h
  // Stores the value. Empty for --help and --version, which the parser handles itself.
  std::function<void(Options& options, const FlagValue& value)> set = {};
};

// Flags that help text and manual page show together.
struct FlagGroup {
  std::string title = {};         // of the manual's section
  std::string help_heading = {};  // of `--help`
  std::string manual = {};        // paragraphs before the flags; may be empty
  std::vector<Flag> flags = {};
};

// The groups in the order of the manual page. No command takes two flags of one name or letter.
const std::vector<FlagGroup>& AllFlagGroups();

bool Takes(const Flag& flag, Command command);
// All flags of a command, in the order of the groups.
std::vector<const Flag*> FlagsOf(Command command);
// The flags that may stand in place of a command.
std::vector<const Flag*> FlagsOfProgram();

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_FLAG_H_
