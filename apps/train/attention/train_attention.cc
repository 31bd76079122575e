#include "apps/train/attention/train_attention.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>

#include "apps/train/attention/attention_loss.h"
#include "apps/train/restore/training_clock.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

// What is exported are running means over about this many steps.
constexpr double kAveragedSteps = 200;
constexpr double kWarmupSteps = 50;

struct AttentionRun {
  AttentionModel model{nullptr};
  std::vector<Tensor> averages;  // of the parameters, in their order
  std::unique_ptr<torch::optim::Adam> optimizer;
  int64_t step = 0;
  double seconds = 0;  // of all sessions
};

void Save(const std::string& path, const AttentionRun& run) {
  torch::serialize::OutputArchive archive, optimizer;
  run.model->save(archive);
  run.optimizer->save(optimizer);
  archive.write("optimizer", optimizer);
  archive.write("step", torch::tensor(run.step));
  archive.write("seconds", torch::tensor(run.seconds, torch::kFloat64));
  archive.write("mode", torch::tensor(static_cast<int64_t>(run.model->mode())));
  const attention::AttentionShape& shape = run.model->luma()->shape();
  archive.write("shape", torch::tensor({int64_t{shape.embedding}, int64_t{shape.hidden}}));
  for (size_t i = 0; i < run.averages.size(); ++i) {
    archive.write("average" + std::to_string(i), run.averages[i]);
  }
  archive.save_to(path + ".new");
  std::filesystem::rename(path + ".new", path);
}

Tensor ReadTensor(torch::serialize::InputArchive* archive, const std::string& name) {
  Tensor value;
  archive->read(name, value);
  return value;
}

void Resume(const std::string& path, AttentionRun* run) {
  torch::serialize::InputArchive archive, optimizer;
  archive.load_from(path);
  if (ReadTensor(&archive, "mode").item<int64_t>() != static_cast<int64_t>(run->model->mode())) {
    throw std::runtime_error(path + ": of another mode");
  }
  run->model->load(archive);
  archive.read("optimizer", optimizer);
  run->optimizer->load(optimizer);
  run->step = ReadTensor(&archive, "step").item<int64_t>();
  run->seconds = ReadTensor(&archive, "seconds").item<double>();
  for (size_t i = 0; i < run->averages.size(); ++i) {
    run->averages[i] = ReadTensor(&archive, "average" + std::to_string(i));
  }
}

AttentionRun StartRun(const AttentionTrainOptions& options) {
  AttentionRun run;
  run.model = AttentionModel(options.mode, options.shape);
  run.optimizer = std::make_unique<torch::optim::Adam>(
      run.model->parameters(), torch::optim::AdamOptions(options.rate).betas({0.9, 0.98}));
  for (const Tensor& parameter : run.model->parameters()) {
    run.averages.push_back(parameter.detach().clone());
  }
  if (options.resume && std::filesystem::exists(options.output)) Resume(options.output, &run);
  return run;
}

double RateScale(const AttentionTrainOptions& options, const AttentionRun& run) {
  const double left = 1 - run.seconds / (options.minutes * 60);
  return std::min(1.0, static_cast<double>(run.step) / kWarmupSteps) *
         std::clamp(left / options.decay, 0.0, 1.0);
}

void SetRate(double rate, torch::optim::Adam* optimizer) {
  for (auto& group : optimizer->param_groups()) {
    static_cast<torch::optim::AdamOptions&>(group.options()).lr(rate);
  }
}

void Average(AttentionRun* run) {
  const torch::NoGradGuard guard;
  const double share = std::max(1 / kAveragedSteps, 1 / (1 + static_cast<double>(run->step) / 5));
  const std::vector<Tensor> parameters = run->model->parameters();
  for (size_t i = 0; i < parameters.size(); ++i) run->averages[i].lerp_(parameters[i], share);
}

// Writes the log, and a line of progress.
class Journal {
 public:
  Journal(const AttentionTrainOptions& options, bool resumed)
      : options_(options),
        log_(options.output + ".csv", resumed ? std::ios::app : std::ios::trunc) {
    if (!resumed) log_ << "step,seconds,rate,loss,bpp,distortion,perceptual,octaves\n";
  }

  void Add(const AttentionLoss& loss) {
    const double share = std::max(0.01, 1 / ++count_);
    const auto add = [share](double value, double* mean) { *mean += share * (value - *mean); };
    // The loss has the value 1 + gamma whatever is lost: logarithms of its parts say more.
    add(std::log(loss.bits), &bits_);
    add(std::log(loss.distortion), &distortion_);
    add(std::log(loss.perceptual), &perceptual_);
    add(loss.octaves, &octaves_);
  }

  void Report(const AttentionRun& run, double rate) {
    const double bpp = std::exp(bits_), distortion = std::exp(distortion_);
    const double perceptual = std::exp(perceptual_);
    // What is minimised at a fixed lambda, up to constants: halves of J are about equal.
    const double mean = bits_ + distortion_ + options_.gamma * perceptual_;
    log_ << run.step << ',' << run.seconds << ',' << rate << ',' << mean << ',' << bpp << ','
         << distortion << ',' << perceptual << ',' << octaves_ << std::endl;
    std::printf(
        "step %lld  %.3f bpp  distortion %.3f  perceptual %.5f  octaves %.3f  "
        "rate %.2f  %.1f min left\n",
        static_cast<long long>(run.step), bpp, distortion, perceptual, octaves_, rate,
        options_.minutes - run.seconds / 60);
    std::fflush(stdout);
  }

 private:
  const AttentionTrainOptions& options_;
  std::ofstream log_;
  double count_ = 0, bits_ = 0, distortion_ = 0, perceptual_ = 0, octaves_ = 0;
};

void Step(const AttentionTrainOptions& options, CropSource* source, AttentionRun* run,
          Journal* journal) {
  const AttentionBatch batch = NextAttentionBatch(source, options.sampling);
  if (!run->model->has_mean_weights()) run->model->SetMeanWeights(batch.weights);
  const double lambda =
      std::exp(source->Uniform(std::log(options.least_lambda), std::log(options.most_lambda)));
  const AttentionLoss loss =
      LossOfBatch(run->model, batch, lambda, options.gamma, options.temperature);
  run->optimizer->zero_grad();
  loss.loss.backward();
  torch::nn::utils::clip_grad_norm_(run->model->parameters(), 1.0);
  run->optimizer->step();
  Average(run);
  journal->Add(loss);
}

}  // namespace

void TrainAttention(const AttentionTrainOptions& options) {
  at::set_num_threads(options.threads);
  torch::manual_seed(options.seed);
  const std::vector<Picture> pictures = ReadPictures(options.pictures, options.max_pixels);
  AttentionRun run = StartRun(options);
  CropSource source(pictures, true, options.seed + (static_cast<uint64_t>(run.step) << 20));
  Journal journal(options, run.step > 0);
  std::printf("%zu pictures, %zu parameters in a network\n", pictures.size(),
              options.shape.num_parameters());
  TrainingClock clock(run.seconds, options);
  while (!clock.Ended()) {
    ++run.step;
    const double rate = RateScale(options, run);
    SetRate(options.rate * rate, run.optimizer.get());
    Step(options, &source, &run, &journal);
    run.seconds = clock.Tick();
    if (clock.SaveIsDue()) Save(options.output, run);
    if (clock.ReportIsDue()) {
      journal.Report(run, rate);
    }
  }
}

}  // namespace jackdaw::train
