#include "apps/train/restore/restore_commands.h"

#include <map>

#include "apps/train/restore/evaluate.h"
#include "apps/train/restore/run_flags.h"
#include "apps/train/restore/train_restore.h"

namespace jackdaw::train {
namespace {

const std::map<std::string, RestoreTarget> kRestoreTargets = {{"luma", RestoreTarget::kLuma},
                                                              {"chroma", RestoreTarget::kChroma},
                                                              {"fine", RestoreTarget::kFine}};

void AddTraining(CLI::App& app) {
  static RestoreOptions o;
  CLI::App* restore = app.add_subcommand("restore", "train a network that restores pixels");
  restore->add_option("target", o.target, "luma, chroma, or fine: luma behind --base")
      ->required()
      ->transform(CLI::CheckedTransformer(kRestoreTargets));
  restore->add_option("pictures", o.pictures, "files or folders")
      ->required()
      ->check(CLI::ExistingPath);
  restore->add_option("-o,--output", o.output, "checkpoint")->required();
  restore->add_option("--validation", o.validation, "pictures to measure luma on")
      ->check(CLI::ExistingPath);
  restore->add_flag("--resume", o.resume, "go on from the checkpoint");
  restore
      ->add_option("--start", o.start, "begin with exported weights, of this size or a smaller one")
      ->check(CLI::ExistingFile);
  restore->add_option("--base", o.base, "weights of luma that a fine network works behind")
      ->check(CLI::ExistingFile);
  restore->add_option("--channels", o.channels, "not those that ship")
      ->check(CLI::Range(1u, 1024u));
  restore->add_option("--pairs", o.pairs, "not those that ship")->check(CLI::Range(1u, 64u));
  restore->add_option("--teacher", o.teacher, "imitate exported weights of another size, too")
      ->check(CLI::ExistingFile);
  restore->add_option("--minutes", o.minutes, "in all")->capture_default_str();
  restore->add_option("--decay", o.decay, "share of the time, with falling rate")
      ->capture_default_str();
  restore->add_option("--rate", o.rate, "learning rate of Adam")->capture_default_str();
  restore->add_flag("--muon", o.muon, "Muon for convolutions");
  restore->add_option("--matrix-rate", o.matrix_rate, "learning rate of Muon")
      ->capture_default_str();
  restore->add_option("--batch", o.sampling.batch, "crops per step")->capture_default_str();
  restore->add_option("--crop", o.sampling.size, "blocks each way")->capture_default_str();
  restore->add_option("--twice", o.sampling.twice, "share of crops compressed before")
      ->capture_default_str();
  restore->add_flag("--bfloat16", o.reduced, "convolutions in bfloat16: faster with AVX-512 BF16");
  AddRunFlags(restore, &o);
  restore->callback([] {
    if ((o.target == RestoreTarget::kFine) == o.base.empty()) {
      throw CLI::ValidationError("fine and --base belong together");
    }
    TrainRestore(o);
  });
}

void AddExport(CLI::App& app) {
  static std::vector<std::string> checkpoints;
  static std::string output;
  CLI::App* command = app.add_subcommand(
      "restore-export", "checkpoints, and what other .jkr files have -> networks (.jkr)");
  command->add_option("checkpoints", checkpoints)->required()->check(CLI::ExistingFile);
  command->add_option("-o,--output", output)->required();
  command->callback([] { ExportRestoration(checkpoints, output); });
}

void AddEvaluation(CLI::App& app) {
  static EvaluateOptions o;
  CLI::App* command =
      app.add_subcommand("restore-eval", "what restoration gains on pictures, by the library");
  command->add_option("pictures", o.pictures, "files or folders")
      ->required()
      ->check(CLI::ExistingPath);
  command->add_option("--quality", o.qualities, "of the JPEG files")
      ->delimiter(',')
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_option("--sampling", o.sampling, "luma alone, or of a colour picture")
      ->check(CLI::IsMember({"luma", "4:2:0", "4:2:2", "4:4:4"}))
      ->capture_default_str();
  command->add_option("--restore", o.restore, "networks to restore with, not those that ship")
      ->check(CLI::ExistingFile);
  command->add_flag("--all-orientations", o.all_orientations,
                    "restore luma by the mean over all orientations");
  command->add_option("--texture", o.texture, "networks of texture to measure, too")
      ->check(CLI::ExistingFile);
  command->add_flag("--each", o.each, "print every picture");
  command->callback([] { EvaluateRestoration(o); });
}

}  // namespace

void AddRestore(CLI::App& app) {
  AddTraining(app);
  AddExport(app);
  AddEvaluation(app);
}

}  // namespace jackdaw::train
