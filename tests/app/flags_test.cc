// The table of flags is complete and without contradictions.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "apps/jackdaw/flags/command.h"
#include "apps/jackdaw/flags/completions.h"
#include "apps/jackdaw/flags/flag.h"
#include "apps/jackdaw/flags/help.h"
#include "apps/jackdaw/flags/manual.h"

namespace jackdaw::app {
namespace {

TEST(FlagsTest, EachCommandHasItsOwnEntry) {
  std::set<std::string> names;
  for (const CommandInfo& info : AllCommands()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_EQ(&InfoOf(info.command), &info) << info.name;
    EXPECT_EQ(FindCommand(info.name), info.command) << info.name;
  }
  EXPECT_EQ(FindCommand("generate"), std::nullopt);
}

TEST(FlagsTest, NoCommandHasTwoFlagsOfOneName) {
  for (const CommandInfo& info : AllCommands()) {
    std::set<std::string> names;
    std::set<char> letters;
    for (const Flag* flag : FlagsOf(info.command)) {
      EXPECT_TRUE(names.insert(flag->name).second) << info.name << " --" << flag->name;
      if (flag->letter != 0) {
        EXPECT_TRUE(letters.insert(flag->letter).second) << info.name << " -" << flag->letter;
      }
    }
  }
}

TEST(FlagsTest, EachFlagIsDescribed) {
  for (const FlagGroup& group : AllFlagGroups()) {
    for (const Flag& flag : group.flags) {
      EXPECT_FALSE(flag.commands.empty() && !flag.of_program) << flag.name;
      EXPECT_FALSE(flag.help.empty()) << flag.name;
      EXPECT_FALSE(flag.help.ends_with('.')) << flag.name;
      EXPECT_TRUE(flag.manual.ends_with('.') || flag.manual.ends_with(".)")) << flag.name;
      EXPECT_EQ(flag.value.kind == ValueKind::kNone, flag.value.name.empty()) << flag.name;
      EXPECT_EQ(flag.set == nullptr, flag.of_program) << flag.name;
    }
  }
}

// What the scripts of tests/system/flags_test.sh check of the program, here of each text alone: a
// flag that is left out by a generator fails without a shell, too.
TEST(FlagsTest, EachFlagIsInHelpManualAndCompletions) {
  const std::string page = ManualPage(), bash = BashCompletion(), zsh = ZshCompletion(),
                    fish = FishCompletion();
  for (const FlagGroup& group : AllFlagGroups()) {
    for (const Flag& flag : group.flags) {
      const std::string name = "--" + flag.name;
      std::string escaped = "\\fB\\-\\-";
      for (const char c : flag.name) escaped += c == '-' ? std::string("\\-") : std::string(1, c);
      EXPECT_NE(page.find(escaped + "\\fR"), std::string::npos) << name;
      EXPECT_NE(bash.find(name), std::string::npos) << name;
      EXPECT_NE(zsh.find(name), std::string::npos) << name;
      EXPECT_NE(fish.find(" -l " + flag.name + ' '), std::string::npos) << name;
      for (const Command command : flag.commands) {
        EXPECT_NE(CommandHelp(command).find(FlagSyntax(flag)), std::string::npos)
            << CommandName(command) << ' ' << name;
      }
    }
  }
}

TEST(FlagsTest, HelpFitsATerminal) {
  std::vector<std::string> texts = {ProgramHelp()};
  for (const CommandInfo& info : AllCommands()) texts.push_back(CommandHelp(info.command));
  for (const std::string& help : texts) {
    for (size_t begin = 0, end; begin < help.size(); begin = end + 1) {
      end = help.find('\n', begin);
      EXPECT_LE(end - begin, 80u) << help.substr(begin, end - begin);
    }
  }
}

}  // namespace
}  // namespace jackdaw::app
