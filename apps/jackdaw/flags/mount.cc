// Flags of mount alone.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

const std::vector<Command> kMount = {Command::kMount};

// With less, a single photograph would not stay.
constexpr double kMinCache = 1 << 20;
constexpr double kMaxCache = 1e15;

}  // namespace

FlagGroup MountFlags() {
  return {
      .title = "mount",
      .help_heading = "Mount",
      .manual = "",
      .flags = {
          {.name = "daemon",
           .letter = 'd',
           .commands = kMount,
           .help = "Return at once and go on in the background",
           .manual =
               R"(Return as soon as the files are there, and go on in the background until the
directory is unmounted. By default the command stays in the foreground and ends with Ctrl-C.)",
           .set = [](Options& o, const FlagValue&) { o.mount.daemon = true; }},
          {.name = "cache-size",
           .commands = kMount,
           .value = Size("SIZE", kMinCache, kMaxCache),
           .help = "Memory for decoded files, e.g. 512M or 4G (default: 256M)",
           .manual =
               R"(Memory for decoded originals, so that they are not decoded again. Files that programs
hold open can take as much again. The default is 256M, the minimum 1M. The kernel keeps what was read
in its page cache as well, as long as it has memory to spare.)",
           .set = [](Options& o, const FlagValue& v) { o.mount.cache_bytes = v.AsUint64(); }},
          {.name = "allow-other",
           .commands = kMount,
           .help = "Let other users see the files, as far as permissions allow",
           .manual =
               R"(Let other users than the one who mounts see the files, as far as the permissions of
each file allow. For users other than root, */etc/fuse.conf* must contain *user_allow_other*.)",
           .set = [](Options& o, const FlagValue&) { o.mount.allow_other = true; }},
          {.name = "log",
           .commands = kMount,
           .value = File("FILE"),
           .help = "Append errors to FILE instead of standard error or the system log",
           .manual =
               R"(Append a line for each error, such as a damaged file that somebody reads, to *FILE*.
By default they go to standard error, and with `--daemon` to the system log.)",
           .set = [](Options& o, const FlagValue& v) { o.mount.log = v.text; }},
      }};
}

}  // namespace jackdaw::app
