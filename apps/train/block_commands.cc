#include "apps/train/block_commands.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "apps/train/export_block.h"
#include "apps/train/import_net.h"
#include "apps/train/integer_block_eval.h"
#include "apps/train/train_block.h"

namespace jackdaw::train {

namespace {

const std::map<std::string, Target> kTargets = {{"luma", Target::kLuma},
                                                {"chroma", Target::kChroma}};
const std::map<std::string, BlockSize> kSizes = {{"default", BlockSize::kDefault},
                                                 {"max", BlockSize::kMax}};

void AddNetwork(CLI::App& app) {
  static BlockTrainOptions o;
  CLI::App* network = app.add_subcommand("network", "train a network of the second prior");
  network->add_option("target", o.target, "luma or chroma")
      ->required()
      ->transform(CLI::CheckedTransformer(kTargets));
  network->add_option("shards", o.shards, "to train on")->required()->check(CLI::ExistingFile);
  network->add_option("-o,--output", o.output, "checkpoint; .csv and .jkw2 beside it")->required();
  network->add_option("--size", o.size, "default or max")
      ->transform(CLI::CheckedTransformer(kSizes));
  network->add_flag("--lattice", o.lattice, "with neighbours on all sides (preset parallel)");
  network->add_option("--embed", o.embed, "not that of the size");
  network->add_option("--context", o.context, "not that of the size");
  network->add_option("--hidden", o.hidden, "not that of the size");
  network
      ->add_option("--start", o.start,
                   "model file (.jkw or .jkw2) to begin with, as large or smaller")
      ->check(CLI::ExistingFile);
  network->add_option("--teacher", o.teacher, "model file (.jkw2) to learn from, beside the data")
      ->check(CLI::ExistingFile);
  network->add_option("--distill", o.distill, "share of the teacher in the loss")
      ->capture_default_str();
  network->add_option("--validation", o.validation, "shard to measure on")
      ->check(CLI::ExistingFile);
  network->add_flag("--resume", o.resume, "go on from the checkpoint");
  network->add_option("--steps", o.steps, "in all")->capture_default_str();
  network->add_option("--real", o.real, "first steps, not rounded to bytes")->capture_default_str();
  network->add_option("--decay", o.decay, "last steps, with falling rate")->capture_default_str();
  network->add_option("--rate", o.rate, "learning rate")->capture_default_str();
  network->add_option("--average", o.average, "share of the old average in a new one")
      ->capture_default_str();
  network->add_option("--batch", o.sampler.batch, "crops per step")->capture_default_str();
  network->add_option("--crop", o.sampler.crop, "blocks each way")->capture_default_str();
  network->add_option("--requantize", o.sampler.requantize, "share of crops")
      ->capture_default_str();
  network->add_option("--seed", o.sampler.seed)->capture_default_str();
  network->add_option("--threads", o.threads)->capture_default_str();
  network->add_option("--evaluate-every", o.evaluate_every, "steps")->capture_default_str();
  network->add_flag("--bfloat16", o.reduced, "matrix products in bfloat16");
  network->callback([] { TrainBlocks(o); });
}

void AddExport2(CLI::App& app) {
  static std::vector<std::string> inputs;
  static std::string output;
  CLI::App* command =
      app.add_subcommand("export2", "checkpoints or .jkw2 files -> one model file (.jkw2)");
  command->add_option("networks", inputs, "luma's, then chroma's; or one")
      ->required()
      ->expected(1, 2)
      ->check(CLI::ExistingFile);
  command->add_option("-o,--output", output)->required();
  command->callback([] {
    std::vector<BlockNet> networks;
    for (const std::string& input : inputs) {
      if (std::filesystem::path(input).extension() != ".jkw2") {
        networks.push_back(LoadBlocks(input));
        continue;
      }
      for (const prior::BlockNetworkData& network : ReadBlockModel(input).networks) {
        networks.push_back(FromBlockData(network));
      }
    }
    ExportBlocks(networks, output);
    std::printf("%s: %ju bytes\n", output.c_str(), std::filesystem::file_size(output));
  });
}

void PrintLength(const char* what, const BlockNetImpl& net, const BlockCodeLength& length) {
  std::printf("%s %s: %.0f bytes, %.0f of them last groups, %d images\n", what,
              net.shape().lanes == 1 ? "luma" : "chroma", length.bytes(), length.last_bytes,
              length.images);
  std::fflush(stdout);
}

// What passes are worth.
void PrintBySurroundings(const BlockCodeLength& length) {
  constexpr const char* kNames[] = {"nothing", "sides", "rows", "all"};
  for (size_t i = 0; i < length.seen_bytes.size(); ++i) {
    if (length.seen_blocks[i] == 0) continue;
    std::printf("    %s: %.2f bytes a block, %lld blocks\n", kNames[i],
                length.seen_bytes[i] / static_cast<double>(length.seen_blocks[i]),
                static_cast<long long>(length.seen_blocks[i]));
  }
}

void AddEval2(CLI::App& app) {
  static std::vector<std::string> models, shards;
  static int max_images = 1 << 30;
  CLI::App* eval = app.add_subcommand("eval2", "code length under models of the second prior");
  eval->add_option("shards", shards)->required()->check(CLI::ExistingFile);
  eval->add_option("-m,--model", models, ".jkw2 files")->required()->check(CLI::ExistingFile);
  eval->add_option("--images", max_images, "of each shard, at most");
  eval->callback([] {
    for (const std::string& shard : shards) {
      const std::vector<TrainingImage> images = ReadShard(shard);
      for (const std::string& path : models) {
        for (const prior::BlockNetworkData& network : ReadBlockModel(path).networks) {
          std::printf("%s, %s\n", shard.c_str(), path.c_str());
          BlockNet net = FromBlockData(network);
          PrintLength("  float", *net, MeasureBlocks(net, images, Arithmetic::kBytes, max_images));
          const BlockCodeLength integer = IntegerBlockLength(network, images, max_images);
          PrintLength("  integer", *net, integer);
          if (network.shape.lattice) PrintBySurroundings(integer);
        }
      }
    }
  });
}

}  // namespace

void AddBlockCommands(CLI::App& app) {
  AddNetwork(app);
  AddExport2(app);
  AddEval2(app);
}

}  // namespace jackdaw::train
