#include "apps/train/train_prior.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "apps/train/device.h"
#include "apps/train/mixture_loss.h"
#include "apps/train/sigma.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

void SaveCheckpoint(const std::string& path, PriorNet& net, torch::optim::Adam& optimizer,
                    int64_t step) {
  torch::serialize::OutputArchive archive, optimizer_archive;
  net->save(archive);
  optimizer.save(optimizer_archive);
  archive.write("optimizer", optimizer_archive);
  archive.write("step", torch::tensor(step));
  archive.write("lanes", torch::tensor(int64_t{net->shape().lanes}));
  archive.save_to(path + ".new");
  std::filesystem::rename(path + ".new", path);
}

int64_t SavedStep(const std::string& path) {
  torch::serialize::InputArchive archive;
  archive.load_from(path);
  Tensor step;
  archive.read("step", step);
  return step.item<int64_t>();
}

double Rate(const TrainOptions& o, int64_t step) {
  if (step <= o.warmup) return o.rate * static_cast<double>(step) / static_cast<double>(o.warmup);
  const int64_t left = o.steps - step + 1;
  return left < o.decay ? o.rate * static_cast<double>(left) / static_cast<double>(o.decay)
                        : o.rate;
}

// Bits per image.
Tensor ImageBits(PriorNet& net, const Batch& batch, bool reduced) {
  const NetOutput output = net->forward(batch, reduced);
  return MixtureBits(*net, output, batch).view({batch.levels.size(0), -1}).sum(1);
}

}  // namespace

PriorNet LoadPrior(const std::string& checkpoint) {
  torch::serialize::InputArchive archive;
  archive.load_from(checkpoint);
  Tensor lanes, kind;
  if (archive.try_read("shape", kind)) {
    // Of when there were networks without neighbours and with latents: lanes, neighbours, latents.
    if (kind[1].item<int64_t>() == 0 || kind[2].item<int64_t>() != 0) {
      throw std::runtime_error(checkpoint + ": a kind of network that is no longer trained");
    }
    lanes = kind[0];
  } else {
    archive.read("lanes", lanes);
  }
  const auto num_lanes = lanes.item<int64_t>();
  PriorNet net(MakeShape(num_lanes == 1 ? Target::kLuma : Target::kChroma),
               torch::ones({64 * num_lanes}), torch::ones({64}));
  net->load(archive);
  return net;
}

double CodeLength(PriorNet& net, Target target, const std::vector<TrainingImage>& images,
                  int max_images, int* used) {
  const torch::NoGradGuard guard;
  net->eval();
  const torch::Device device = net->sigma.device();
  double bits = 0;
  *used = 0;
  for (const TrainingImage& image : images) {
    Batch batch;
    if (*used == max_images || !WholeImage(image, target, net->order(), &batch)) continue;
    batch = ToDevice(batch, device);
    bits += ImageBits(net, batch, false).sum().to(torch::kCPU).item<float>();
    ++*used;
  }
  net->train();
  return bits / 8;
}

namespace {

// The network to train and its optimizer, as they were saved or new.
struct Training {
  PriorNet net{nullptr};
  std::unique_ptr<torch::optim::Adam> optimizer;
};

Training StartTraining(const TrainOptions& options, bool resumed, Sampler* sampler) {
  Training training;
  if (resumed) {
    training.net = LoadPrior(options.output);
  } else {
    const Sigmas sigmas = MeasureSigmas(*sampler, options.target);
    training.net = PriorNet(MakeShape(options.target), sigmas.slots, sigmas.guide);
  }
  training.net->to(TrainingDevice());
  training.optimizer = std::make_unique<torch::optim::Adam>(
      training.net->parameters(), torch::optim::AdamOptions(options.rate).betas({0.9, 0.98}));
  if (resumed) {
    torch::serialize::InputArchive archive, optimizer_archive;
    archive.load_from(options.output);
    archive.read("optimizer", optimizer_archive);
    training.optimizer->load(optimizer_archive);
  }
  training.net->train();
  return training;
}

// One step of the optimizer; returns the bits per pixel of each crop.
Tensor TrainStep(const TrainOptions& options, double rate, const Batch& batch, Training* training) {
  for (auto& group : training->optimizer->param_groups()) {
    static_cast<torch::optim::AdamOptions&>(group.options()).lr(rate);
  }
  const auto pixels = static_cast<double>(batch.levels.size(1) * batch.levels.size(2) * 64);
  const Tensor bpp = ImageBits(training->net, batch, options.reduced) / pixels;
  // Relative savings count, whatever an image's rate: each crop is weighted by its own.
  const Tensor weight = 1 / (bpp.detach() + 0.2);
  training->optimizer->zero_grad();
  (bpp * weight).mean().backward();
  torch::nn::utils::clip_grad_norm_(training->net->parameters(), 1.0);
  training->optimizer->step();
  return bpp.detach();
}

// How far a training is.
struct Progress {
  int64_t step = 0, first = 0;
  double rate = 0, average_bpp = 0, validation_bytes = 0;
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
};

void Report(const TrainOptions& options, const Progress& progress, std::ofstream* log) {
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - progress.start).count();
  const double per_step = seconds / static_cast<double>(progress.step - progress.first);
  const double bytes = progress.validation_bytes;
  *log << progress.step << ',' << seconds << ',' << progress.rate << ',' << progress.average_bpp
       << ',' << bytes << std::endl;
  std::printf("%s%lld/%lld  %.4f bpp  %.1f crops/s  %.0f min left%s", bytes > 0 ? "" : "\r",
              static_cast<long long>(progress.step), static_cast<long long>(options.steps),
              progress.average_bpp, options.sampler.batch / per_step,
              per_step * static_cast<double>(options.steps - progress.step) / 60,
              bytes > 0 ? "" : " ");
  if (bytes > 0) std::printf("  validation %.0f bytes\n", bytes);
  std::fflush(stdout);
}

}  // namespace

void TrainPrior(const TrainOptions& options) {
  torch::manual_seed(static_cast<uint64_t>(options.sampler.seed));
  at::set_num_threads(options.threads);
  std::vector<TrainingImage> images, validation;
  for (const std::string& shard : options.shards) {
    for (TrainingImage& image : ReadShard(shard)) images.push_back(std::move(image));
  }
  if (!options.validation.empty()) validation = ReadShard(options.validation);
  const bool resumed = options.resume && std::filesystem::exists(options.output);
  Progress progress;
  progress.first = progress.step = resumed ? SavedStep(options.output) : 0;
  // A resumed run does not see the same crops again.
  SamplerOptions sampling = options.sampler;
  sampling.seed += static_cast<uint64_t>(progress.first) << 20;
  Sampler sampler(images, options.target, sampling);
  Training training = StartTraining(options, resumed, &sampler);
  std::ofstream log(options.output + ".csv", resumed ? std::ios::app : std::ios::trunc);
  if (!resumed) log << "step,seconds,rate,bpp,validation_bytes\n";
  progress.start = std::chrono::steady_clock::now();
  while (progress.step < options.steps) {
    const int64_t step = ++progress.step;
    progress.rate = Rate(options, step);
    const Batch batch = ToDevice(sampler.Next(), training.net->sigma.device());
    const Tensor bpp = TrainStep(options, progress.rate, batch, &training);
    const bool is_last = step == options.steps, measure = step % 100 == 0 || is_last;
    if (measure || step <= progress.first + 20) {
      const double now = bpp.mean().item<float>();
      progress.average_bpp =
          progress.average_bpp == 0 ? now : 0.8 * progress.average_bpp + 0.2 * now;
    }
    if (step % options.save_every == 0 || is_last) {
      SaveCheckpoint(options.output, training.net, *training.optimizer, step);
    }
    if (!measure) continue;
    progress.validation_bytes = 0;
    if (!validation.empty() && (step % options.evaluate_every == 0 || is_last)) {
      int used;
      const int count = is_last ? 1 << 30 : options.validation_images;
      progress.validation_bytes =
          CodeLength(training.net, options.target, validation, count, &used);
    }
    Report(options, progress, &log);
  }
  std::printf("\n");
}

}  // namespace jackdaw::train
