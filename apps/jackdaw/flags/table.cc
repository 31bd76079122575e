#include <algorithm>

#include "apps/jackdaw/flags/flag.h"
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

template <class Predicate>
std::vector<const Flag*> FlagsWhere(const Predicate& wanted) {
  std::vector<const Flag*> flags;
  for (const FlagGroup& group : AllFlagGroups()) {
    for (const Flag& flag : group.flags) {
      if (wanted(flag)) flags.push_back(&flag);
    }
  }
  return flags;
}

}  // namespace

const std::vector<FlagGroup>& AllFlagGroups() {
  static const std::vector<FlagGroup> groups = {
      CommonFlags(), SelectionFlags(), RunFlags(),        OutputFlags(),
      LossFlags(),   CompressFlags(),  DecompressFlags(), VerifyFlags(),
      InfoFlags(),   TranscodeFlags(), EncodeFlagGroup(), SweepFlags(),
      CheckFlags(),  ListFlags(),      MountFlags(),      ServeFlags()};
  return groups;
}

bool Takes(const Flag& flag, Command command) {
  return std::find(flag.commands.begin(), flag.commands.end(), command) != flag.commands.end();
}

std::vector<const Flag*> FlagsOf(Command command) {
  return FlagsWhere([command](const Flag& flag) { return Takes(flag, command); });
}

std::vector<const Flag*> FlagsOfProgram() {
  return FlagsWhere([](const Flag& flag) { return flag.of_program; });
}

}  // namespace jackdaw::app
