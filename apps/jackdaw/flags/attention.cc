// The flag of the attention network.
#include "apps/jackdaw/flags/attention.h"

#include <utility>

#include "apps/jackdaw/flags/groups.h"
#include "apps/jackdaw/flags/network_file.h"
#include "apps/jackdaw/system/file_io.h"

namespace jackdaw::app {
namespace {

std::string CheckAttention(const std::string& text) {
  if (text == "on" || text == "off" || PathExists(text)) return {};
  return text + " is neither on nor off, nor a file of attention networks";
}

}  // namespace

Flag AttentionFlag() {
  return {.name = "attention",
          .commands = {Command::kCompress, Command::kTranscode, Command::kEncode},
          .value = Text("WHICH", CheckAttention, {"off", "on"}),
          .help = "Let a network say where errors count (default: on)",
          .manual =
              R"(Whether networks look at the picture and say where errors count more or less than
`--tune visual` assumes; without effect for `--tune psnr` and where nothing is lost. *WHICH* is `on`
(the default), `off`, or a file of other networks than those that are built in, made by
`jackdaw-train attention-export`. Results may differ between machines.)",
          .set = [](Options& options, const FlagValue& given) {
            options.transcode.attention.on = given.text != "off";
            options.attention_file = given.text == "on" || given.text == "off" ? "" : given.text;
          }};
}

Status LoadAttention(Options* options) {
  if (options->attention_file.empty()) return OkStatus();
  Result<std::vector<uint8_t>> file = ReadNetworkFile("attention", options->attention_file);
  if (!file.ok()) return file.error();
  options->attention_weights = std::move(file).value();
  options->transcode.attention.weights = options->attention_weights;
  return OkStatus();
}

}  // namespace jackdaw::app
