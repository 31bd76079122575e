#include "apps/train/attention/attention_commands.h"

#include <map>
#include <string>

#include "apps/train/attention/alternate.h"
#include "apps/train/attention/evaluate_attention.h"
#include "apps/train/attention/measure_attention.h"
#include "apps/train/attention/train_attention.h"
#include "apps/train/restore/run_flags.h"

namespace jackdaw::train {
namespace {

const std::map<std::string, AttentionMode> kModes = {{"tables", AttentionMode::kTables},
                                                     {"weights", AttentionMode::kWeights},
                                                     {"scale", AttentionMode::kScale},
                                                     {"both", AttentionMode::kBoth}};

// What trainings of attention have in common.
void AddNetworkFlags(CLI::App* command, AttentionTrainOptions* o) {
  command->add_option("pictures", o->pictures, "files or folders")
      ->required()
      ->check(CLI::ExistingPath);
  command->add_option("-o,--output", o->output, "checkpoint; .csv beside it")->required();
  command->add_option("--mode", o->mode, "tables, weights, scale or both")
      ->transform(CLI::CheckedTransformer(kModes));
  command->add_option("--embedding", o->shape.embedding, "channels of a block")
      ->check(CLI::Range(1u, attention::kMaxAttentionChannels))
      ->capture_default_str();
  command->add_option("--hidden", o->shape.hidden, "channels of a neighbourhood")
      ->check(CLI::Range(1u, attention::kMaxAttentionChannels))
      ->capture_default_str();
  command->add_option("--gamma", o->gamma, "perceptual part beside the distortion")
      ->capture_default_str();
  command->add_option("--least-lambda", o->least_lambda)->capture_default_str();
  command->add_option("--most-lambda", o->most_lambda)->capture_default_str();
  command->add_option("--temperature", o->temperature, "of the choice of levels, bits")
      ->capture_default_str();
  command->add_option("--table-steps", o->table_steps, "for the tables, before the networks")
      ->capture_default_str();
  command->add_option("--rate", o->rate, "learning rate of Adam")->capture_default_str();
  command->add_option("--batch", o->sampling.batch, "crops per step")->capture_default_str();
  command->add_option("--crop", o->sampling.size, "blocks each way, even")->capture_default_str();
  command->add_option("--twice", o->sampling.twice, "share of crops that are a JPEG already")
      ->capture_default_str();
  AddRunFlags(command, o);
}

void AddTraining(CLI::App& app) {
  static AttentionTrainOptions o;
  CLI::App* command = app.add_subcommand("attention", "train the attention networks");
  AddNetworkFlags(command, &o);
  command->add_flag("--resume", o.resume, "go on from the checkpoint");
  command->add_option("--minutes", o.minutes, "in all")->capture_default_str();
  command->add_option("--decay", o.decay, "share of the time, with falling rate")
      ->capture_default_str();
  command->callback([] { TrainAttention(o); });
}

void AddAlternation(CLI::App& app) {
  static AlternateOptions o;
  CLI::App* command =
      app.add_subcommand("alternate", "networks and a non-uniform quantizer in turn");
  AddNetworkFlags(command, &o.networks);
  command->add_option("--validation", o.validation, "files or folders")
      ->required()
      ->check(CLI::ExistingPath);
  command->add_option("--rounds", o.rounds)->check(CLI::PositiveNumber)->capture_default_str();
  command->add_option("--minutes", o.networks.minutes, "of the networks in a round")
      ->capture_default_str();
  command->add_flag("--uniform", o.uniform, "the quantizer stays uniform");
  command->add_option("--fitting-batches", o.fitting_batches, "that the quantizer is fitted to")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--lloyd-steps", o.lloyd_steps, "of levels and points in turn")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--validation-batches", o.validation_batches)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->callback([] { Alternate(o); });
}

void AddExport(CLI::App& app) {
  static std::string checkpoint, output;
  CLI::App* command =
      app.add_subcommand("attention-export", "checkpoint -> attention networks (.jka)");
  command->add_option("checkpoint", checkpoint)->required()->check(CLI::ExistingFile);
  command->add_option("-o,--output", output)->required();
  command->callback([] { ExportAttention(checkpoint, output); });
}

void AddEvaluation(CLI::App& app) {
  static AttentionEvalOptions o;
  CLI::App* command = app.add_subcommand("attention-eval", "rate and loss of checkpoints, as CSV");
  command->add_option("checkpoints", o.checkpoints)->required()->check(CLI::ExistingFile);
  command->add_option("--pictures", o.pictures, "files or folders")
      ->required()
      ->check(CLI::ExistingPath);
  command->add_option("--lambda", o.lambdas)->delimiter(',')->capture_default_str();
  command->add_option("--batches", o.batches)->capture_default_str();
  command->add_option("--crop", o.sampling.size, "blocks each way, even")->capture_default_str();
  command->add_option("--seed", o.seed)->capture_default_str();
  command->callback([] { EvaluateAttention(o); });
}

void AddMeasurement(CLI::App& app) {
  static AttentionMeasureOptions o;
  CLI::App* command =
      app.add_subcommand("attention-measure", "what networks gain on pictures, by the library");
  command->add_option("networks", o.networks, ".jka files")->required()->check(CLI::ExistingFile);
  command->add_option("--pictures", o.pictures, "files or folders")
      ->required()
      ->check(CLI::ExistingPath);
  command->add_option("--lambda", o.lambdas)->delimiter(',')->capture_default_str();
  command->add_option("--refine", o.refine, "codings for the tables of each picture")
      ->capture_default_str();
  command->callback([] { MeasureAttention(o); });
}

}  // namespace

void AddAttention(CLI::App& app) {
  AddTraining(app);
  AddAlternation(app);
  AddEvaluation(app);
  AddMeasurement(app);
  AddExport(app);
}

}  // namespace jackdaw::train
