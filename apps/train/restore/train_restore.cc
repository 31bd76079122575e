#include "apps/train/restore/train_restore.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "apps/train/restore/muon.h"
#include "apps/train/restore/restore_loss.h"
#include "apps/train/restore/restore_net.h"
#include "apps/train/restore/training_clock.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr double kWarmupSteps = 200;

struct RestoreRun {
  RestoreNet net{nullptr};
  RestoreNet teacher{nullptr};  // or none
  std::unique_ptr<WeightAverage> average;
  std::unique_ptr<Muon> optimizer;
  int64_t step = 0;
  double seconds = 0;  // of all sessions
};

void Save(const std::string& path, const RestoreRun& run, RestoreTarget target) {
  torch::serialize::OutputArchive archive, optimizer;
  run.net->save(archive);
  run.optimizer->Save(&optimizer);
  archive.write("optimizer", optimizer);
  archive.write("step", torch::tensor(run.step));
  archive.write("seconds", torch::tensor(run.seconds, torch::kFloat64));
  SaveShape(target, run.net->shape(), &archive);
  run.average->Save(&archive);
  SaveCheckpoint(&archive, path);
}

RestoreRun StartRun(const RestoreOptions& options) {
  restoration::RestorationShape shape = ShapeOf(options.target);
  if (options.channels > 0) shape.channels = options.channels;
  if (options.pairs > 0) shape.pairs = options.pairs;
  RestoreRun run;
  run.net = RestoreNet(shape);
  RestoreNet base{nullptr};
  if (shape.is_fine()) {
    base = MakeNet(ReadNetwork(options.base, RestoreTarget::kLuma));
    run.net->SetBase(base.ptr());
  }
  if (!options.start.empty()) GrowInto(ReadNetwork(options.start, options.target), &run.net);
  if (!options.teacher.empty()) {
    run.teacher = MakeNet(ReadNetwork(options.teacher, options.target));
    if (!base.is_empty()) run.teacher->SetBase(base.ptr());
  }
  MuonOptions rates;
  rates.rate = options.rate;
  rates.matrix_rate = options.matrix_rate;
  rates.use_muon = options.muon;
  run.optimizer = std::make_unique<Muon>(run.net->parameters(), rates);
  run.average = std::make_unique<WeightAverage>(run.net->parameters());
  if (!options.resume || !std::filesystem::exists(options.output)) return run;
  torch::serialize::InputArchive archive, optimizer;
  archive.load_from(options.output);
  run.net->load(archive);
  archive.read("optimizer", optimizer);
  run.optimizer->Load(&optimizer);
  run.step = ReadNumber<int64_t>(&archive, "step");
  run.seconds = ReadNumber<double>(&archive, "seconds");
  run.average->Load(&archive);
  return run;
}

RestoreErrors LossOf(RestoreRun* run, const RestoreBatch& batch, bool reduced) {
  const Restored restored = run->net->forward(batch, reduced);
  RestoreErrors errors = RestoreLoss(run->net->shape(), batch, restored);
  if (run->teacher.is_empty()) return errors;
  Tensor wanted;
  {
    const torch::NoGradGuard guard;
    wanted = run->teacher->forward(batch, reduced).coeffs;
  }
  const Tensor difference = (restored.coeffs - wanted).square().flatten(1).mean(1);
  errors.loss = errors.loss + (difference * errors.share.detach()).mean();
  return errors;
}

double RateScale(const RestoreOptions& options, const RestoreRun& run) {
  const double left = 1 - run.seconds / (options.minutes * 60);
  return std::min(1.0, static_cast<double>(run.step) / kWarmupSteps) *
         std::clamp(left / options.decay, 0.0, 1.0);
}

// Writes the log, and a line of progress.
class Journal {
 public:
  Journal(const RestoreOptions& options, bool resumed)
      : options_(options),
        log_(options.output + ".csv", resumed ? std::ios::app : std::ios::trunc) {
    if (!resumed) log_ << "step,seconds,rate,loss,gain_db,q10_db,q20_db,q40_db,q75_db\n";
  }

  void Add(const RestoreErrors& errors) {
    const double loss = errors.loss.item<double>();
    // Grey crops have no errors of colour.
    const double gain =
        (10 * ((errors.plain + 1e-4) / (errors.restored + 1e-4)).log10()).mean().item<double>();
    const double share = std::max(0.005, 1 / ++count_);
    loss_ += share * (loss - loss_);
    gain_ += share * (gain - gain_);
  }

  void Report(const RestoreRun& run, double rate, const std::vector<double>& gains) {
    log_ << run.step << ',' << run.seconds << ',' << rate << ',' << loss_ << ',' << gain_;
    for (size_t i = 0; i < 4; ++i) log_ << ',' << (gains.empty() ? "" : std::to_string(gains[i]));
    log_ << std::endl;
    std::printf("step %lld  loss %.4f  crops +%.3f dB  rate %.2f  %.0f min left",
                static_cast<long long>(run.step), loss_, gain_, rate,
                options_.minutes - run.seconds / 60);
    if (!gains.empty()) {
      std::printf("  validation +%.3f +%.3f +%.3f +%.3f dB", gains[0], gains[1], gains[2],
                  gains[3]);
    }
    std::printf("\n");
    std::fflush(stdout);
  }

 private:
  const RestoreOptions& options_;
  std::ofstream log_;
  double count_ = 0, loss_ = 0, gain_ = 0;
};

}  // namespace

void TrainRestore(const RestoreOptions& options) {
  at::set_num_threads(options.threads);
  torch::manual_seed(options.seed);
  const bool luma = options.target != RestoreTarget::kChroma;
  const std::vector<Picture> pictures = ReadPictures(options.pictures, options.max_pixels);
  const std::vector<Tensor> validation = LumaOf(ReadPictures(options.validation, 1 << 30));
  RestoreRun run = StartRun(options);
  CropSource source(pictures, !luma, options.seed + (static_cast<uint64_t>(run.step) << 20));
  Journal journal(options, run.step > 0);
  std::printf("%zu pictures, %zu parameters\n", pictures.size(),
              restoration::NumParameters(run.net->shape()));
  TrainingClock clock(run.seconds, options);
  while (!clock.Ended()) {
    ++run.step;
    const double rate = RateScale(options, run);
    const RestoreBatch batch =
        luma ? LumaBatch(&source, options.sampling) : ChromaBatch(&source, options.sampling);
    const RestoreErrors errors = LossOf(&run, batch, options.reduced);
    run.optimizer->ZeroGrad();
    errors.loss.backward();
    torch::nn::utils::clip_grad_norm_(run.net->parameters(), 1.0);
    run.optimizer->Step(rate);
    run.average->Add(run.step);
    journal.Add(errors);
    run.seconds = clock.Tick();
    if (clock.SaveIsDue()) Save(options.output, run, options.target);
    if (clock.ReportIsDue()) {
      const WeightAverage::Shown shown(run.average.get());
      journal.Report(run, rate,
                     luma && !validation.empty() ? ValidateLuma(run.net, validation).gain_db
                                                 : std::vector<double>());
    }
  }
}

void ExportRestoration(const std::vector<std::string>& checkpoints, const std::string& output) {
  std::vector<restoration::RestorationWeights> networks;
  const auto add = [&networks](restoration::RestorationWeights network) {
    const bool is_there = std::ranges::any_of(
        networks, [&](const auto& other) { return IsOfKind(other.shape, network.shape); });
    if (!is_there) networks.push_back(std::move(network));
  };
  for (const std::string& path : checkpoints) {
    if (!path.ends_with(".jkr")) {
      add(ReadCheckpoint(path));
      continue;
    }
    for (restoration::RestorationWeights& network : ReadNetworks(path)) add(std::move(network));
  }
  WriteNetworks(networks, output);
}

}  // namespace jackdaw::train
