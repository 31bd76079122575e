// The flag of refined step tables.
#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

constexpr int kMaxRefine = 10000;

}  // namespace

Flag RefineFlag() {
  return {
      .name = "refine",
      .commands = {Command::kCompress, Command::kTranscode, Command::kEncode},
      .value = Integer("N", 0, kMaxRefine),
      .help = "Codings to spend on the picture's step tables (default: 0)",
      .manual =
          R"(Refine the step tables for this very picture by up to *N* trials, each of which codes
the picture once: steps of whole tables, of bands of frequencies and of single frequencies move, and
stay where error and bits together cost less. Without effect where nothing is lost. The result is
never worse: if it does not pay, the tables stay as they were.)",
      .set = [](Options& o, const FlagValue& v) { o.transcode.refine = v.AsInt(); }};
}

}  // namespace jackdaw::app
