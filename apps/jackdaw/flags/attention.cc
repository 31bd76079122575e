// The flag of the attention network.
#include "apps/jackdaw/flags/attention.h"

#include "apps/jackdaw/flags/groups.h"
#include "apps/jackdaw/flags/network_file.h"
#include "apps/jackdaw/system/file_io.h"
#include "jackdaw/transcode.h"

namespace jackdaw::app {
namespace {

std::string CheckAttention(const std::string& text) {
  return WordOrFileProblem(text, "on", "off", "attention networks");
}

}  // namespace

Flag AttentionFlag() {
  return {
      .name = "attention",
      .commands = {Command::kCompress, Command::kTranscode, Command::kEncode},
      .value = Text("WHICH", CheckAttention, {"off", "on"}),
      .help = "Let a network say where errors count (default: off)",
      .manual =
          R"(Whether a network looks at the picture and says where errors count more or less than
`--tune visual` assumes; without effect for `--tune psnr` and where nothing is lost. *WHICH* is `off`,
`on`, or a file of such networks, made by `jackdaw-train attention-export`. None is built in, so `on`
is an error. Results may differ between machines.)",
      .set = [](Options& options, const FlagValue& given) {
        options.transcode.attention.on = given.text != "off";
        options.attention_file = given.text == "on" || given.text == "off" ? "" : given.text;
      }};
}

Status LoadAttention(Options* options) {
  if (!options->transcode.attention.on) return OkStatus();
  if (options->attention_file.empty()) {
    return PlainError(ErrorCode::kInvalidArgument,
                      "--attention on: no attention network is built in; name a file");
  }
  Status status = ReadNetworkFile("attention", options->attention_file, CheckAttentionNetworks,
                                  &options->attention_weights);
  options->transcode.attention.weights = options->attention_weights;
  return status;
}

}  // namespace jackdaw::app
