// Flags of compress alone.
#include <fmt/format.h>

#include "apps/jackdaw/flags/groups.h"

namespace jackdaw::app {
namespace {

constexpr int kMaxSlices = 65535;
const std::vector<Command> kCompress = {Command::kCompress};

Flag PresetFlag() {
  std::vector<std::string> names;
  for (const Preset preset : kAllPresets) {
    names.emplace_back(PresetName(preset));
  }
  return {.name = "preset",
          .commands = kCompress,
          .value = OneOf("NAME", names),
          .help = fmt::format("fast, balanced, default (smallest files) or parallel (default: {})",
                              PresetName(kStandardPreset)),
          .manual = R"(`default` uses a learned prior and adaptive contexts, and its files are the
smallest. `balanced` uses another prior, and contexts only where they win: about half the time of
`default`. `fast` uses contexts alone: it takes about a sixth and makes larger files.
`parallel` is `balanced` in passes of blocks that do not depend on each other: many cores work on
one picture, and its files are larger. Only `default` can be combined with a loss.)",
          .set = [](Options& o, const FlagValue& value) {
            o.preset = FindPreset(value.text).value_or(kStandardPreset);
          }};
}

Flag VerifyFlag() {
  return {
      .name = "verify",
      .commands = {Command::kCompress, Command::kEncode},
      .value = Optional(OneOf("KERNELS", {"fastest", "scalar"}), "fastest"),
      .alternative_of = "verify",
      .help = "Check results with a loss, too, by decoding them",
      .manual = R"(Decode results with a loss, too, and compare them with the JPEG files that they
must yield. Results without a loss are always checked unless `--no-verify` is given. With
`--verify=scalar` all of these checks decode without the vector instructions of the processor, so
that they share no such code with the compression. This takes several times as long.)",
      .set = [](Options& o, const FlagValue& value) {
        o.verify_lossy = true;
        if (value.text != "fastest") o.verify_kernels = value.text;
      }};
}

Flag NoVerifyFlag() {
  return {
      .name = "no-verify",
      .commands = kCompress,
      .alternative_of = "verify",
      .help = "Do not decode each result to check it",
      .manual = R"(Do not decode each result to compare it with the original. This is faster, but
unwise if you do not keep the original. With `--remove-original` the result is checked all the
same.)",
      .set = [](Options& o, const FlagValue&) { o.verify = false; }};
}

}  // namespace

FlagGroup CompressFlags() {
  return {
      .title = "compress",
      .help_heading = "Compression",
      .manual = "",
      .flags = {
          PresetFlag(),
          VerifyFlag(),
          NoVerifyFlag(),
          {.name = "store-name",
           .commands = kCompress,
           .help = "Store the name of the file in the .jkd file",
           .manual = "Store the name of the file, without directories, in the *.jkd* file.",
           .set = [](Options& o, const FlagValue&) { o.store_name = true; }},
          {.name = "slices",
           .commands = kCompress,
           .value = Integer("N", 0, kMaxSlices),
           .help = "Slices of each image (default: 0, chosen by its size)",
           .manual =
               R"(Cut each image into *N* slices, which as many threads can code at the same time.
More slices compress slightly worse. 0, the default, chooses by the size of the image.)",
           .set = [](Options& o,
                     const FlagValue& v) { o.num_slices = static_cast<uint32_t>(v.AsUint64()); }},
      }};
}

}  // namespace jackdaw::app
