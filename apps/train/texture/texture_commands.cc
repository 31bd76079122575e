#include "apps/train/texture/texture_commands.h"

#include <string>

#include "apps/train/restore/run_flags.h"
#include "apps/train/texture/train_texture.h"

namespace jackdaw::train {
namespace {

void AddTraining(CLI::App& app) {
  static TextureTrainOptions o;
  CLI::App* command =
      app.add_subcommand("texture", "train a network that restores luma with texture");
  command->add_option("pictures", o.pictures, "files or folders")
      ->required()
      ->check(CLI::ExistingPath);
  command->add_option("-o,--output", o.output, "checkpoint; .csv beside it")->required();
  command->add_option("--start", o.start, "exported weights of restoration, of the same size")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--validation", o.validation, "pictures to measure luma on")
      ->check(CLI::ExistingPath);
  command->add_flag("--resume", o.resume, "go on from the checkpoint");
  command->add_option("--channels", o.channels)
      ->check(CLI::Range(1u, 1024u))
      ->capture_default_str();
  command->add_option("--pairs", o.pairs)->check(CLI::Range(1u, 64u))->capture_default_str();
  command->add_option("--distortion", o.weights.distortion, "what squared errors count")
      ->capture_default_str();
  command->add_option("--perceptual", o.weights.perceptual, "what structure and gradients count")
      ->capture_default_str();
  command->add_option("--energy", o.weights.energy, "what local energy in octaves counts")
      ->capture_default_str();
  command->add_option("--beta", o.weights.adversarial, "what -log D counts")->capture_default_str();
  command->add_option("--judge-width", o.judge_width, "channels of the discriminator")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--warmup", o.warmup, "steps of the discriminator alone")
      ->capture_default_str();
  command->add_option("--minutes", o.minutes, "in all")->capture_default_str();
  command->add_option("--decay", o.decay, "share of the time, with falling rate")
      ->capture_default_str();
  command->add_option("--rate", o.rate, "learning rate")->capture_default_str();
  command->add_option("--judge-rate", o.judge_rate, "the same of the discriminator")
      ->capture_default_str();
  command->add_option("--batch", o.sampling.batch, "crops per step")->capture_default_str();
  command->add_option("--crop", o.sampling.size, "blocks each way, at least 8")
      ->check(CLI::Range(8, 128))
      ->capture_default_str();
  command->add_option("--twice", o.sampling.twice, "share of crops compressed before")
      ->capture_default_str();
  AddRunFlags(command, &o);
  command->callback([] { TrainTexture(o); });
}

void AddExport(CLI::App& app) {
  static std::string checkpoint, output;
  CLI::App* command =
      app.add_subcommand("texture-export", "checkpoint -> network of texture (.jkr)");
  command->add_option("checkpoint", checkpoint)->required()->check(CLI::ExistingFile);
  command->add_option("-o,--output", output)->required();
  command->callback([] { ExportTexture(checkpoint, output); });
}

}  // namespace

void AddTexture(CLI::App& app) {
  AddTraining(app);
  AddExport(app);
}

}  // namespace jackdaw::train
