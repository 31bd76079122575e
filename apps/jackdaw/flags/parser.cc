#include "apps/jackdaw/flags/parser.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "apps/jackdaw/flags/command.h"
#include "apps/jackdaw/flags/flag.h"
#include "apps/jackdaw/flags/help.h"
#include "apps/jackdaw/flags/rules.h"
#include "apps/jackdaw/flags/suggestion.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

// "-o,--output", as CLI11 wants it.
std::string CliNames(const Flag& flag) {
  const std::string name = "--" + flag.name;
  return flag.letter == 0 ? name : fmt::format("-{},{}", flag.letter, name);
}

// The flags that were given, in the order of the table.
using GivenFlags = std::vector<const Flag*>;

void AddSwitch(CLI::App* app, const Flag& flag, Options* options, GivenFlags* given) {
  app->add_flag_callback(CliNames(flag), [&flag, options, given] {
    flag.set(*options, {});
    given->push_back(&flag);
  });
}

void AddValueFlag(CLI::App* app, const Flag& flag, Options* options, GivenFlags* given) {
  const CLI::callback_t take = [&flag, options, given](const CLI::results_t& texts) {
    if (texts.size() > 1 && !flag.repeatable) {
      throw CLI::ValidationError("--" + flag.name, "given more than once");
    }
    for (const std::string& text : texts) {
      if (text.empty()) throw CLI::ValidationError("--" + flag.name, "needs a value");
      const Result<FlagValue> value = ParseValue(flag.value, text);
      if (!value.ok()) throw CLI::ValidationError("--" + flag.name, value.error().message);
      flag.set(*options, value.value());
    }
    given->push_back(&flag);
    return true;
  };
  app->add_option(CliNames(flag), take)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void AddFlag(CLI::App* app, const Flag& flag, Options* options, GivenFlags* given) {
  if (!flag.set) {
    app->set_help_flag(CliNames(flag));  // the only flag of a command that sets nothing
  } else if (flag.value.kind == ValueKind::kNone) {
    AddSwitch(app, flag, options, given);
  } else {
    AddValueFlag(app, flag, options, given);
  }
}

// The mistake of two flags that exclude each other. Empty when all is well.
std::string FindAlternatives(const GivenFlags& given) {
  std::map<std::string_view, const Flag*> chosen;
  for (const Flag* flag : given) {
    if (flag->alternative_of.empty()) continue;
    const auto [entry, is_new] = chosen.emplace(flag->alternative_of, flag);
    if (!is_new) {
      return fmt::format("--{} and --{} cannot be combined", entry->second->name, flag->name);
    }
  }
  return {};
}

// The flag that an argument names in full: "--output", "-o".
const Flag* FlagNamed(Command command, std::string_view arg) {
  for (const Flag* flag : FlagsOf(command)) {
    const bool is_letter =
        arg.size() == 2 && flag->letter != 0 && arg[0] == '-' && arg[1] == flag->letter;
    if (is_letter || (arg.starts_with("--") && arg.substr(2) == flag->name)) return flag;
  }
  return nullptr;
}

// The arguments as CLI11 understands them: it takes "[a,b]" for a list, so such a path is written
// "./[a,b]", and such a value is joined to its flag; it knows no value that may be left out, so
// that is put in.
std::vector<std::string> PrepareArguments(Command command, int argc, const char* const* argv) {
  std::vector<std::string> args;
  bool are_flags_over = false;
  for (int i = 0; i < argc; ++i) {
    std::string arg = argv[i];
    const bool is_list = arg.size() >= 2 && arg.front() == '[' && arg.back() == ']';
    const Flag* const before =
        is_list && !are_flags_over && i > 0 ? FlagNamed(command, argv[i - 1]) : nullptr;
    if (before != nullptr && before->value.kind != ValueKind::kNone &&
        before->value.implied.empty()) {
      args.back() = "--" + before->name + "=" + arg;
      continue;
    }
    if (is_list) arg.insert(0, "./");
    are_flags_over = are_flags_over || arg == "--";
    const Flag* const flag = are_flags_over ? nullptr : FlagNamed(command, arg);
    if (flag != nullptr && !flag->value.implied.empty() && arg.starts_with("--")) {
      arg += '=' + flag->value.implied;
    }
    args.push_back(std::move(arg));
  }
  return args;
}

// What is wrong with a value that is joined to its flag, "--name=VALUE": CLI11 takes the next
// argument for an empty one. Empty when all is well.
std::string FindBadValue(Command command, int argc, const char* const* argv) {
  for (int i = 0; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--") break;
    const size_t equals = arg.find('=');
    if (!arg.starts_with("--") || equals == std::string_view::npos) continue;
    const Flag* const flag = FlagNamed(command, arg.substr(0, equals));
    if (flag == nullptr) continue;
    if (flag->value.kind == ValueKind::kNone) return fmt::format("--{} takes no value", flag->name);
    if (equals + 1 == arg.size()) return fmt::format("--{} needs a value", flag->name);
  }
  return {};
}

ParsedOptions Stop(int exit_code) { return {std::nullopt, exit_code}; }

ParsedOptions Print(const std::string& text) {
  return Stop(PrintOut(text) ? kExitOk : kExitSomeFailed);
}

ParsedOptions Mistake(const std::string& message) { return Stop(UsageError(message)); }

ParsedOptions UnknownOption(Command command, const std::string& option) {
  std::vector<std::string> names;
  for (const Flag* flag : FlagsOf(command)) names.push_back("--" + flag->name);
  const std::string typed = option.substr(0, option.find('='));
  return Mistake(fmt::format("unknown option: {}{}", Printable(option), DidYouMean(typed, names)));
}

// What the parsed flags mean together.
ParsedOptions Finish(Options options, const GivenFlags& given) {
  if (options.num_threads == 0) {
    options.num_threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  }
  std::string mistake = FindAlternatives(given);
  if (mistake.empty()) mistake = FindContradiction(options);
  if (!mistake.empty()) return Mistake(mistake);
  if (options.pixels.has_value() && !options.pixels->path.empty()) {
    options.output = options.pixels->path;
  }
  if (options.resume && !options.force) options.skip_existing = true;
  return {std::move(options), kExitOk};
}

ParsedOptions ParseCommand(const CommandInfo& command, int argc, const char* const* argv) {
  Options options;
  options.command = command.command;
  GivenFlags given;
  CLI::App app("", std::string("jackdaw ") + command.name);
  app.add_option("PATH", options.inputs);
  for (const Flag* flag : FlagsOf(command.command)) AddFlag(&app, *flag, &options, &given);
  const std::string bad_value = FindBadValue(command.command, argc, argv);
  if (!bad_value.empty()) return Mistake(bad_value);
  std::vector<std::string> args = PrepareArguments(command.command, argc, argv);
  std::reverse(args.begin(), args.end());  // CLI11 wants them so
  try {
    app.parse(args);
  } catch (const CLI::CallForHelp&) {
    return Print(CommandHelp(command.command));
  } catch (const CLI::ExtrasError&) {
    // Whatever is no option is a PATH, so nothing else can be left over.
    return UnknownOption(command.command, app.remaining().front());
  } catch (const CLI::ArgumentMismatch& error) {
    // "--name: ..."; the only mismatch that is left to CLI11.
    const std::string message = error.what();
    return Mistake(message.substr(0, message.find(':')) + " needs a value");
  } catch (const CLI::ParseError& error) {
    return Mistake(Printable(error.what()));
  }
  if (options.inputs.empty() && options.files_from.empty()) {
    return Mistake("no input given: name a file or directory, or - for standard input");
  }
  return Finish(std::move(options), given);
}

ParsedOptions UnknownCommand(const std::string& typed) {
  std::vector<std::string> names;
  for (const CommandInfo& info : AllCommands()) names.emplace_back(info.name);
  for (const Flag* flag : FlagsOfProgram()) names.push_back("--" + flag->name);
  return Mistake(fmt::format("{} is not {}{}", Printable(typed),
                             typed.starts_with('-') ? "an option of jackdaw" : "a command",
                             DidYouMean(typed, names)));
}

}  // namespace

int UsageError(const std::string& message) {
  PrintError(message + "\nRun jackdaw --help or jackdaw COMMAND --help for more information.");
  return kExitUsage;
}

ParsedOptions ParseOptions(int argc, const char* const* argv) {
  if (argc < 2) return Mistake("no command given");
  const std::string_view first = argv[1];
  if (first == "-h" || first == "--help") return Print(ProgramHelp());
  if (first == "--version") return Print(VersionText());
  const std::optional<Command> command = FindCommand(first);
  if (!command.has_value()) {
    return UnknownCommand(std::string(first));
  }
  return ParseCommand(InfoOf(*command), argc - 2, argv + 2);
}

}  // namespace jackdaw::app
