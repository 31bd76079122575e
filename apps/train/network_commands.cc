#include "apps/train/network_commands.h"

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "apps/train/attention/attention_commands.h"
#include "apps/train/block_commands.h"
#include "apps/train/export.h"
#include "apps/train/integer_eval.h"
#include "apps/train/pack.h"
#include "apps/train/restore/restore_commands.h"
#include "apps/train/texture/texture_commands.h"
#include "apps/train/train_prior.h"
#include "apps/train/train_tables.h"

namespace jackdaw::train {
namespace {

const std::map<std::string, Target> kTargets = {{"luma", Target::kLuma},
                                                {"chroma", Target::kChroma}};

struct EvalOptions {
  std::vector<std::string> networks, shards;
  std::string model;
};

void PrintLength(const std::string& shard, const char* target, double bytes, int used) {
  std::printf("%s %s: %.0f bytes, %d images\n", shard.c_str(), target, bytes, used);
}

void Evaluate(const EvalOptions& o) {
  for (const std::string& shard : o.shards) {
    const std::vector<TrainingImage> images = ReadShard(shard);
    int used;
    for (const std::string& path : o.networks) {
      PriorNet net = LoadPrior(path);
      const bool luma = net->shape().lanes == 1;
      const double bytes =
          CodeLength(net, luma ? Target::kLuma : Target::kChroma, images, 1 << 30, &used);
      PrintLength(shard, luma ? "luma" : "chroma", bytes, used);
    }
    if (o.model.empty()) continue;
    for (const auto& [name, target] : kTargets) {
      const double bytes = IntegerCodeLength(o.model, target, images, &used);
      PrintLength(shard, ("integer " + name).c_str(), bytes, used);
    }
  }
}

void AddPack(CLI::App& app) {
  static std::vector<std::string> paths;
  static std::string output;
  CLI::App* pack = app.add_subcommand("pack", "JPEG files -> coefficient shard");
  pack->add_option("paths", paths, "files or directories")->required()->check(CLI::ExistingPath);
  pack->add_option("-o,--output", output, "shard to write")->required();
  pack->callback([] { std::printf("%s: %d images\n", output.c_str(), Pack(paths, output)); });
}

void AddPrior(CLI::App& app) {
  static TrainOptions o;
  CLI::App* prior = app.add_subcommand("prior", "train a network");
  prior->add_option("target", o.target, "luma or chroma")
      ->required()
      ->transform(CLI::CheckedTransformer(kTargets));
  prior->add_option("shards", o.shards, "to train on")->required()->check(CLI::ExistingFile);
  prior->add_option("-o,--output", o.output, "checkpoint")->required();
  prior->add_option("--validation", o.validation, "shard to measure on")->check(CLI::ExistingFile);
  prior->add_flag("--resume", o.resume, "go on from the checkpoint");
  prior->add_option("--steps", o.steps, "in all")->capture_default_str();
  prior->add_option("--decay", o.decay, "last steps, with falling rate")->capture_default_str();
  prior->add_option("--rate", o.rate, "learning rate")->capture_default_str();
  prior->add_option("--batch", o.sampler.batch, "crops per step")->capture_default_str();
  prior->add_option("--crop", o.sampler.crop, "blocks each way")->capture_default_str();
  prior->add_option("--requantize", o.sampler.requantize, "share of crops")->capture_default_str();
  prior->add_option("--seed", o.sampler.seed)->capture_default_str();
  prior->add_option("--threads", o.threads)->capture_default_str();
  prior->add_option("--evaluate-every", o.evaluate_every, "steps")->capture_default_str();
  prior->add_flag("!--float32", o.reduced, "no bfloat16");
  prior->callback([] { TrainPrior(o); });
}

void AddEval(CLI::App& app) {
  static EvalOptions o;
  CLI::App* eval = app.add_subcommand("eval", "code length of shards under trained networks");
  eval->add_option("shards", o.shards)->required()->check(CLI::ExistingFile);
  eval->add_option("-n,--network", o.networks, "checkpoints")->check(CLI::ExistingFile);
  eval->add_option("-m,--model", o.model, "exported model (.jkw)")->check(CLI::ExistingFile);
  eval->callback([] { Evaluate(o); });
}

void AddExport(CLI::App& app) {
  static std::string luma, chroma, output;
  CLI::App* command = app.add_subcommand("export", "checkpoints -> integer model (.jkw)");
  command->add_option("luma", luma, "checkpoint")->required()->check(CLI::ExistingFile);
  command->add_option("chroma", chroma, "checkpoint")->required()->check(CLI::ExistingFile);
  command->add_option("-o,--output", output)->required();
  command->callback([] { ExportModel(LoadPrior(luma), LoadPrior(chroma), output); });
}

void AddTables(CLI::App& app) {
  static TableOptions o;
  CLI::App* tables = app.add_subcommand("tables", "learn the rates that step tables come from");
  tables->add_option("shards", o.shards, "to train on")->required()->check(CLI::ExistingFile);
  tables->add_option("-o,--output", o.output, "model of rates (tables.bin)")->required();
  tables->add_option("--rounds", o.rounds, "of tables, costs, fit")->capture_default_str();
  tables->add_option("--images", o.images, "to train on")->capture_default_str();
  tables->add_option("--held-out", o.held_out, "images to measure on")->capture_default_str();
  tables->add_option("--crop", o.crop, "blocks each way")->capture_default_str();
  tables->add_option("--runs", o.runs, "tables per image")->capture_default_str();
  tables->add_option("--steps", o.fit.steps, "of a fit")->capture_default_str();
  tables->add_option("--own", o.fit.own, "weight of frequencies on their own beside the whole")
      ->capture_default_str();
  tables->add_option("--seed", o.fit.seed)->capture_default_str();
  tables->callback([] { TrainTables(o); });
}

}  // namespace

void AddNetworkCommands(CLI::App& app) {
  AddPack(app);
  AddPrior(app);
  AddEval(app);
  AddExport(app);
  AddTables(app);
  AddAttention(app);
  AddRestore(app);
  AddTexture(app);
  AddBlockCommands(app);
}

}  // namespace jackdaw::train
