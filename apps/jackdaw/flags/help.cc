#include "apps/jackdaw/flags/help.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

#include "apps/jackdaw/flags/command.h"
#include "apps/jackdaw/flags/markup.h"

namespace jackdaw::app {
namespace {

constexpr size_t kWidth = 80;
constexpr size_t kTextColumn = 28;

// "  name          text", with the text wrapped and indented. A name that is too long for its
// column has a line of its own.
std::string Entry(const std::string& name, const std::string& text) {
  std::string out = "  " + name;
  size_t column = out.size();
  if (column + 2 > kTextColumn) {
    out += '\n';
    column = 0;
  }
  for (const std::string& line : WrapText(text, kWidth - kTextColumn)) {
    out += std::string(kTextColumn - column, ' ') + line + '\n';
    column = 0;
  }
  return out;
}

std::string Paragraph(const std::string& text) {
  std::string out;
  for (const std::string& line : WrapText(text, kWidth)) out += line + '\n';
  return out;
}

std::string Entries(const std::string& heading, const std::vector<const Flag*>& flags) {
  if (flags.empty()) return {};
  std::string out = fmt::format("\n{}:\n", heading);
  for (const Flag* flag : flags) out += Entry(FlagSyntax(*flag), flag->help);
  return out;
}

// The command's own flags first, the general ones last: the opposite order of the manual page.
std::vector<const FlagGroup*> GroupsForHelp() {
  std::vector<const FlagGroup*> groups;
  for (size_t i = 1; i < AllFlagGroups().size(); ++i) groups.push_back(&AllFlagGroups()[i]);
  groups.push_back(&AllFlagGroups().front());
  return groups;
}

}  // namespace

std::string FlagSyntax(const Flag& flag) {
  std::string text = flag.letter == 0 ? "    " : fmt::format("-{}, ", flag.letter);
  text += "--" + flag.name;
  if (!flag.value.implied.empty()) return text + fmt::format("[={}]", flag.value.name);
  if (flag.value.kind != ValueKind::kNone) text += ' ' + flag.value.name;
  return text;
}

std::string ProgramHelp() {
  std::string text = "Usage: jackdaw COMMAND [OPTION]... PATH...\n\n";
  text += Paragraph(
      "Jackdaw makes existing JPEG files smaller and restores the exact original bytes. On request "
      "it makes them smaller still, at a chosen loss.");
  text += "\nCommands:\n";
  for (const CommandInfo& command : AllCommands()) text += Entry(command.name, command.help);
  text += Entries("Options", FlagsOfProgram());
  text += '\n';
  text += Paragraph(
      "Run jackdaw COMMAND --help for the options of a command. The manual page jackdaw(1) has the "
      "details.");
  return text;
}

std::string CommandHelp(Command command) {
  const CommandInfo& info = InfoOf(command);
  std::string text =
      fmt::format("Usage: jackdaw {} {}\n\n{}.\n\n", info.name, info.synopsis, info.help);
  text += Entry("PATH...", info.arguments);
  for (const FlagGroup* group : GroupsForHelp()) {
    std::vector<const Flag*> flags;
    for (const Flag& flag : group->flags) {
      if (Takes(flag, command)) flags.push_back(&flag);
    }
    text += Entries(group->help_heading, flags);
  }
  text +=
      "\nExit status: 0 if all went well, 1 if some file failed, 2 for a usage error.\n"
      "The manual page jackdaw(1) has the details.\n";
  return text;
}

std::string VersionNumber() {
  return fmt::format("{}.{}.{}", kVersionMajor, kVersionMinor, kVersionPatch);
}

std::string VersionText() {
  const BuildInfo info = GetBuildInfo();
  std::string text =
      fmt::format("jackdaw {}\ncommit {}\nkernels {}\n", info.version, info.commit, info.kernels);
  for (const BuildInfo::Model& model : info.models) {
    text += fmt::format("model {} {}\n", model.preset, model.id.data());
  }
  return text;
}

}  // namespace jackdaw::app
