#include "apps/train/train_prior.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "apps/train/mixture_loss.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

constexpr int64_t kSigmaBatches = 40;

torch::Device TrainingDevice() {
  return torch::cuda::is_available() ? torch::Device(torch::kCUDA) : torch::Device(torch::kCPU);
}

Batch To(const Batch& batch, const torch::Device& device) {
  Batch out = batch;
  for (Tensor* t : {&out.levels, &out.quant, &out.luma_quant, &out.guide}) {
    if (t->defined()) *t = t->to(device);
  }
  return out;
}

// Mean |dequantized coefficient| per slot, plus what keeps it away from zero; in 1/256 as exported.
void MeasureSigma(Sampler& sampler, Target target, const SlotOrder& order, Tensor* sigma,
                  Tensor* sigma_guide) {
  Tensor sum = torch::zeros({order.num_slots()}), guide = torch::zeros({64});
  for (int64_t i = 0; i < kSigmaBatches; ++i) {
    const Batch batch = sampler.Next();
    const int64_t count = batch.levels.size(0), n = order.num_slots();
    const Tensor mean = batch.levels.abs().mean({1, 2});
    sum += (mean * batch.quant.view({count, n})).mean(0) / kSigmaBatches;
    if (target == Target::kChroma) guide += batch.guide.abs().mean({0, 1, 2}) / kSigmaBatches;
  }
  // Both lanes of a frequency share one.
  Tensor shared = sum.clone();
  for (int p = 0; p < order.num_slots(); ++p) {
    for (int other = 0; other < order.num_slots(); ++other) {
      const Slot &a = order.slots[static_cast<size_t>(p)],
                 &b = order.slots[static_cast<size_t>(other)];
      if (a.zigzag == b.zigzag && p != other) shared[p] = (sum[p] + sum[other]) / 2;
    }
  }
  const auto rounded = [](const Tensor& x) { return torch::round((x + 1) * 256) / 256; };
  *sigma = rounded(shared);
  *sigma_guide = rounded(guide);
}

void SaveCheckpoint(const std::string& path, PriorNet& net, torch::optim::Adam& optimizer,
                    int64_t step) {
  torch::serialize::OutputArchive archive, optimizer_archive;
  net->save(archive);
  optimizer.save(optimizer_archive);
  archive.write("optimizer", optimizer_archive);
  archive.write("step", torch::tensor(step));
  const NetShape& shape = net->shape();
  archive.write("shape", torch::tensor(std::vector<int64_t>{shape.lanes, shape.causal ? 1 : 0,
                                                            shape.latents}));
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

// Bits per image, latents included.
Tensor ImageBits(PriorNet& net, const Batch& batch, bool reduced) {
  const NetOutput output = net->forward(batch, reduced);
  const Tensor bits = MixtureBits(*net, output, batch).view({batch.levels.size(0), -1}).sum(1);
  return output.side.defined() ? bits + output.side : bits;
}

}  // namespace

PriorNet LoadPrior(const std::string& checkpoint) {
  torch::serialize::InputArchive archive;
  archive.load_from(checkpoint);
  Tensor shape = torch::tensor(std::vector<int64_t>{1, 1, 0});
  if (!archive.try_read("shape", shape)) {  // checkpoints of before latents existed
    Tensor lanes;
    archive.read("lanes", lanes);
    shape[0] = lanes.item<int64_t>();
  }
  const auto lanes = shape[0].item<int64_t>();
  PriorNet net(MakeShape(lanes == 1 ? Target::kLuma : Target::kChroma,
                         shape[1].item<int64_t>() != 0, shape[2].item<int64_t>() != 0),
               torch::ones({64 * lanes}), torch::ones({64}));
  net->load(archive);
  return net;
}

double CodeLength(PriorNet& net, Target target, const std::vector<Image>& images, int max_images,
                  int* used) {
  const torch::NoGradGuard guard;
  net->eval();
  const torch::Device device = net->sigma.device();
  double bits = 0;
  *used = 0;
  for (const Image& image : images) {
    Batch batch;
    if (*used == max_images || !WholeImage(image, target, net->order(), &batch)) continue;
    batch = To(batch, device);
    bits += ImageBits(net, batch, false).sum().to(torch::kCPU).item<float>();
    ++*used;
  }
  net->train();
  return bits / 8;
}

void TrainPrior(const TrainOptions& options) {
  torch::manual_seed(static_cast<uint64_t>(options.sampler.seed));
  at::set_num_threads(options.threads);
  std::vector<Image> images, validation;
  for (const std::string& shard : options.shards) {
    for (Image& image : ReadShard(shard)) images.push_back(std::move(image));
  }
  if (!options.validation.empty()) validation = ReadShard(options.validation);
  const torch::Device device = TrainingDevice();

  PriorNet net{nullptr};
  const bool resumed = options.resume && std::filesystem::exists(options.output);
  int64_t step = resumed ? SavedStep(options.output) : 0;
  // A resumed run does not see the same crops again.
  SamplerOptions sampling = options.sampler;
  sampling.seed += static_cast<uint64_t>(step) << 20;
  Sampler sampler(images, options.target, sampling);
  if (resumed) {
    net = LoadPrior(options.output);
  } else {
    Tensor sigma, sigma_guide;
    MeasureSigma(sampler, options.target, MakeSlotOrder(options.target == Target::kLuma ? 1 : 2),
                 &sigma, &sigma_guide);
    net = PriorNet(MakeShape(options.target, options.causal, options.latents), sigma, sigma_guide);
  }
  net->to(device);
  torch::optim::Adam optimizer(net->parameters(),
                               torch::optim::AdamOptions(options.rate).betas({0.9, 0.98}));
  if (resumed) {
    torch::serialize::InputArchive archive, optimizer_archive;
    archive.load_from(options.output);
    archive.read("optimizer", optimizer_archive);
    optimizer.load(optimizer_archive);
  }
  std::ofstream log(options.output + ".csv", resumed ? std::ios::app : std::ios::trunc);
  if (!resumed) log << "step,seconds,rate,bpp,validation_bytes\n";
  const auto start = std::chrono::steady_clock::now();
  const int64_t first = step;
  double average = 0;
  net->train();
  while (step < options.steps) {
    ++step;
    const double rate = Rate(options, step);
    for (auto& group : optimizer.param_groups()) {
      static_cast<torch::optim::AdamOptions&>(group.options()).lr(rate);
    }
    const Batch batch = To(sampler.Next(), device);
    const auto pixels = static_cast<double>(batch.levels.size(1) * batch.levels.size(2) * 64);
    const Tensor bpp = ImageBits(net, batch, options.reduced) / pixels;
    // Relative savings count, whatever an image's rate: each crop is weighted by its own.
    const Tensor weight = 1 / (bpp.detach() + 0.2);
    optimizer.zero_grad();
    (bpp * weight).mean().backward();
    torch::nn::utils::clip_grad_norm_(net->parameters(), 1.0);
    optimizer.step();

    const bool measure = step % 100 == 0 || step == options.steps;
    if (measure || step <= first + 20) {
      const double now = bpp.detach().mean().item<float>();
      average = average == 0 ? now : 0.8 * average + 0.2 * now;
    }
    if (step % options.save_every == 0 || step == options.steps) {
      SaveCheckpoint(options.output, net, optimizer, step);
    }
    if (!measure) continue;
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double per_step = seconds / static_cast<double>(step - first);
    double bytes = 0;
    if (!validation.empty() && (step % options.evaluate_every == 0 || step == options.steps)) {
      int used;
      const int count = step == options.steps ? 1 << 30 : options.validation_images;
      bytes = CodeLength(net, options.target, validation, count, &used);
    }
    log << step << ',' << seconds << ',' << rate << ',' << average << ',' << bytes << std::endl;
    std::printf("%s%lld/%lld  %.4f bpp  %.1f crops/s  %.0f min left%s", bytes > 0 ? "" : "\r",
                static_cast<long long>(step), static_cast<long long>(options.steps), average,
                options.sampler.batch / per_step,
                per_step * static_cast<double>(options.steps - step) / 60, bytes > 0 ? "" : " ");
    if (bytes > 0) std::printf("  validation %.0f bytes\n", bytes);
    std::fflush(stdout);
  }
  std::printf("\n");
}

}  // namespace jackdaw::train
