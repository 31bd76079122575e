#include "apps/train/texture/train_texture.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "apps/train/restore/muon.h"
#include "apps/train/restore/pictures.h"
#include "apps/train/restore/restore_loss.h"
#include "apps/train/restore/restore_net.h"
#include "apps/train/restore/restore_weights.h"
#include "apps/train/restore/training_clock.h"
#include "apps/train/texture/discriminator.h"
#include "apps/train/texture/texture_journal.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr double kMaxGradient = 1;  // norm, of each of the two
constexpr double kRateRampSteps = 200;

struct TextureRun {
  RestoreNet net{nullptr};
  Discriminator judge{nullptr};
  std::unique_ptr<WeightAverage> average;
  std::unique_ptr<Muon> optimizer, judge_optimizer;
  int64_t step = 0;
  double seconds = 0;  // of all sessions
};

std::unique_ptr<Muon> MakeAdam(std::vector<Tensor> parameters, double rate) {
  // A short memory: what the other of the two does changes all the time.
  return std::make_unique<Muon>(
      std::move(parameters),
      MuonOptions{.use_muon = false, .rate = rate, .beta1 = 0.5, .beta2 = 0.98});
}

void CheckSize(const restoration::RestorationShape& shape) {
  const size_t size = restoration::NumParameters(shape);
  if (size <= restoration::kMaxTextureParameters) return;
  throw std::runtime_error(std::to_string(size) + " parameters are more than the " +
                           std::to_string(restoration::kMaxTextureParameters) +
                           " that networks of texture may have");
}

void Save(const std::string& path, const TextureRun& run) {
  torch::serialize::OutputArchive archive, optimizer, judge, judge_optimizer;
  run.net->save(archive);
  run.optimizer->Save(&optimizer);
  run.judge->save(judge);
  run.judge_optimizer->Save(&judge_optimizer);
  archive.write("optimizer", optimizer);
  archive.write("judge", judge);
  archive.write("judge_optimizer", judge_optimizer);
  archive.write("step", torch::tensor(run.step));
  archive.write("seconds", torch::tensor(run.seconds, torch::kFloat64));
  SaveShape(RestoreTarget::kLuma, run.net->shape(), &archive);
  run.average->Save(&archive);
  SaveCheckpoint(&archive, path);
}

void Load(const std::string& path, TextureRun* run) {
  torch::serialize::InputArchive archive, optimizer, judge, judge_optimizer;
  archive.load_from(path);
  run->net->load(archive);
  archive.read("optimizer", optimizer);
  archive.read("judge", judge);
  archive.read("judge_optimizer", judge_optimizer);
  run->optimizer->Load(&optimizer);
  run->judge->load(judge);
  run->judge_optimizer->Load(&judge_optimizer);
  run->step = ReadNumber<int64_t>(&archive, "step");
  run->seconds = ReadNumber<double>(&archive, "seconds");
  run->average->Load(&archive);
}

TextureRun StartRun(const TextureTrainOptions& options) {
  const bool resumes = options.resume && std::filesystem::exists(options.output);
  restoration::RestorationShape shape = restoration::kTextureShape;
  shape.channels = options.channels;
  shape.pairs = options.pairs;
  CheckSize(shape);
  TextureRun run;
  run.net = RestoreNet(shape);
  if (!resumes) LoadWeights(options.start, &run.net);
  run.judge = Discriminator(options.judge_width);
  run.optimizer = MakeAdam(run.net->parameters(), options.rate);
  run.judge_optimizer = MakeAdam(run.judge->parameters(), options.judge_rate);
  run.average = std::make_unique<WeightAverage>(run.net->parameters());
  if (resumes) Load(options.output, &run);
  return run;
}

// Of the rates of either, which has made so many steps.
double RateScale(const TextureTrainOptions& options, const TextureRun& run, int64_t steps) {
  const double left = 1 - run.seconds / (options.minutes * 60);
  return std::min(1.0, static_cast<double>(steps) / kRateRampSteps) *
         std::clamp(left / options.decay, 0.0, 1.0);
}

// One step of the discriminator and, after its warm-up, one of the networks.
void Step(const TextureTrainOptions& options, CropSource* source, TextureRun* run,
          TextureJournal* journal) {
  ++run->step;
  const RestoreBatch batch = LumaBatch(source, options.sampling);
  const int64_t own_step = run->step - options.warmup;  // of the networks
  Restored made;
  {
    const torch::AutoGradMode mode(own_step > 0);
    made = run->net->forward(batch);
  }
  const JudgeLoss judge = DiscriminatorLoss(batch, made.coeffs, run->judge);
  run->judge_optimizer->ZeroGrad();
  judge.total.backward();
  torch::nn::utils::clip_grad_norm_(run->judge->parameters(), kMaxGradient);
  run->judge_optimizer->Step(RateScale(options, *run, run->step));
  if (own_step <= 0) {
    journal->Add(judge, nullptr);
    return;
  }
  const TextureLoss loss =
      GeneratorLoss(run->net->shape(), batch, made, options.weights, run->judge);
  run->optimizer->ZeroGrad();
  loss.total.backward();
  torch::nn::utils::clip_grad_norm_(run->net->parameters(), kMaxGradient);
  run->optimizer->Step(RateScale(options, *run, own_step));
  run->average->Add(own_step);
  journal->Add(judge, &loss);
}

}  // namespace

void TrainTexture(const TextureTrainOptions& options) {
  at::set_num_threads(options.threads);
  torch::manual_seed(options.seed);
  TextureRun run = StartRun(options);
  const std::vector<Picture> pictures = ReadPictures(options.pictures, options.max_pixels);
  const std::vector<Tensor> validation = LumaOf(ReadPictures(options.validation, 1 << 30));
  CropSource source(pictures, false, options.seed + (static_cast<uint64_t>(run.step) << 20));
  TextureJournal journal(options.output + ".csv", options.minutes, run.step > 0);
  std::printf("%zu pictures, %zu parameters\n", pictures.size(),
              restoration::NumParameters(run.net->shape()));
  TrainingClock clock(run.seconds, options);
  while (!clock.Ended()) {
    Step(options, &source, &run, &journal);
    run.seconds = clock.Tick();
    if (clock.SaveIsDue()) Save(options.output, run);
    if (clock.ReportIsDue()) {
      const WeightAverage::Shown shown(run.average.get());
      journal.Report(run.step, run.seconds, RateScale(options, run, run.step),
                     validation.empty() ? LumaValidation() : ValidateLuma(run.net, validation));
    }
  }
}

void ExportTexture(const std::string& checkpoint, const std::string& output) {
  restoration::RestorationWeights network = ReadCheckpoint(checkpoint);
  if (!IsOfKind(network.shape, ShapeOf(RestoreTarget::kLuma)))
    throw std::runtime_error(checkpoint + ": not of luma");
  CheckSize(network.shape);
  WriteNetworks({network}, output);
}

}  // namespace jackdaw::train
