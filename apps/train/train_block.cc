#include "apps/train/train_block.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "apps/train/block_loss.h"
#include "apps/train/device.h"
#include "apps/train/distillation.h"
#include "apps/train/export_block.h"
#include "apps/train/grow_net.h"
#include "apps/train/import_net.h"
#include "apps/train/lattice_net.h"
#include "apps/train/sigma.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

// Batches by which the channels of a network of the first prior are scaled.
constexpr int kRangeBatches = 8;

prior::BlockShape ShapeOf(Target target, BlockSize size) {
  const bool luma = target == Target::kLuma;
  if (size == BlockSize::kMax) return luma ? prior::kLumaMaxShape : prior::kChromaMaxShape;
  return luma ? prior::kLumaBlockShape : prior::kChromaBlockShape;
}

// A network, its running average and its optimizer, as they were saved or new.
struct Training {
  BlockNet net{nullptr}, average{nullptr}, teacher{nullptr};  // the teacher may be null
  std::unique_ptr<torch::optim::Adam> optimizer;
};

// Networks of the second prior have been trained with bytes already.
int64_t RealSteps(const BlockTrainOptions& options) {
  return std::filesystem::path(options.start).extension() == ".jkw2" ? 0 : options.real;
}

BlockNet Copy(BlockNet& net) {
  BlockNet copy(net->shape(), net->sigma.clone(), net->sigma_guide.clone());
  const torch::NoGradGuard guard;
  const auto from = net->parameters(), to = copy->parameters();
  for (size_t i = 0; i < from.size(); ++i) to[i].copy_(from[i]);
  return copy;
}

// Moves the average towards the network; keep: the share that stays.
void Average(BlockNet& net, double keep, BlockNet* average) {
  const torch::NoGradGuard guard;
  const auto from = net->parameters(), to = (*average)->parameters();
  for (size_t i = 0; i < from.size(); ++i) to[i].lerp_(from[i], 1 - keep);
}

void SaveCheckpoint(const std::string& path, Training& training, int64_t step) {
  torch::serialize::OutputArchive archive, net, average, optimizer;
  training.net->save(net);
  training.average->save(average);
  training.optimizer->save(optimizer);
  archive.write("net", net);
  archive.write("average", average);
  archive.write("optimizer", optimizer);
  archive.write("step", torch::tensor(step));
  const prior::BlockShape& s = training.net->shape();
  archive.write(
      "shape", torch::tensor(std::vector<int64_t>{s.lanes, s.embed, s.context, s.hidden, s.window,
                                                  s.guide_embed, s.components, s.lattice ? 1 : 0}));
  archive.save_to(path + ".new");
  std::filesystem::rename(path + ".new", path);
}

BlockNet LoadNet(torch::serialize::InputArchive& archive, const char* name) {
  Tensor sizes;
  archive.read("shape", sizes);
  const auto size = [&](int64_t i) { return static_cast<int>(sizes[i].item<int64_t>()); };
  const prior::BlockShape shape = {size(0), size(1), size(2), size(3),
                                   size(4), size(5), size(6), sizes.size(0) > 7 && size(7) != 0};
  BlockNet net(shape, torch::ones({64 * shape.lanes}), torch::ones({64}));
  torch::serialize::InputArchive saved;
  archive.read(name, saved);
  net->load(saved);
  return net;
}

int64_t SavedStep(const std::string& path) {
  torch::serialize::InputArchive archive;
  archive.load_from(path);
  Tensor step;
  archive.read("step", step);
  return step.item<int64_t>();
}

double Rate(const BlockTrainOptions& o, int64_t step, int64_t since_start) {
  const int64_t left = o.steps - step + 1;
  const double falls =
      left < o.decay ? static_cast<double>(left) / static_cast<double>(o.decay) : 1;
  const double rises =
      since_start < o.warmup ? static_cast<double>(since_start) / static_cast<double>(o.warmup) : 1;
  return o.rate * falls * rises;
}

Tensor PerImage(const Tensor& bits, const Batch& batch) {
  return bits.view({batch.levels.size(0), -1}).sum(1);
}

// Bits per image: [B, 2], of levels and of last groups.
Tensor ImageBits(BlockNet& net, const Batch& batch, Arithmetic arithmetic, bool reduced) {
  const Tensor last = LastGroups(batch.levels, net->order());
  const BlockOutput output = net->forward(batch, last, arithmetic, reduced);
  return torch::stack({PerImage(LevelBitsOf(*net, output, batch, last), batch),
                       PerImage(LastBits(output.last, last), batch)},
                      1);
}

// Bits per image, and what is to be made small: the same, or mixed with the teacher's view.
struct TrainedBits {
  Tensor bits, loss;
};
TrainedBits BitsToTrain(const BlockTrainOptions& options, const Batch& batch, Arithmetic arithmetic,
                        Training* training) {
  BlockNet &net = training->net, &teacher = training->teacher;
  const Tensor last = LastGroups(batch.levels, net->order());
  const BlockOutput output = net->forward(batch, last, arithmetic, options.reduced);
  const Tensor bits =
      PerImage(LevelBitsOf(*net, output, batch, last) + LastBits(output.last, last), batch);
  if (teacher.is_empty()) return {bits, bits};
  TeacherView view;
  {
    const torch::NoGradGuard guard;
    view = ViewOf(*teacher, teacher->forward(batch, last, Arithmetic::kBytes, options.reduced),
                  batch, last);
  }
  const Tensor distilled = PerImage(DistilledBits(*net, output, view, batch, last), batch);
  return {bits, bits * (1 - options.distill) + distilled * options.distill};
}

// Scales the channels of an imported network to the range of bytes, as measured on crops.
void FitChannels(Sampler& sampler, BlockNet* net) {
  const torch::NoGradGuard guard;
  ChannelRanges most;
  for (int i = 0; i < kRangeBatches; ++i) {
    const Batch batch = sampler.Next();
    ChannelRanges ranges;
    (*net)->forward(batch, LastGroups(batch.levels, (*net)->order()), Arithmetic::kUnbounded, false,
                    &ranges);
    const auto widen = [](const Tensor& range, Tensor* widest) {
      if (range.defined()) *widest = widest->defined() ? torch::maximum(*widest, range) : range;
    };
    widen(ranges.embed, &most.embed);
    widen(ranges.guide, &most.guide);
    widen(ranges.context, &most.context);
    widen(ranges.hidden, &most.hidden);
  }
  (*net)->RescaleChannels(most);
  (*net)->ClipOutliers();
}

BlockNet NewNet(const BlockTrainOptions& options, Sampler& sampler) {
  prior::BlockShape shape = ShapeOf(options.target, options.size);
  if (options.embed > 0) shape.embed = options.embed;
  if (options.context > 0) shape.context = options.context;
  if (options.hidden > 0) shape.hidden = options.hidden;
  shape.lattice = options.lattice;
  if (!prior::IsBlockShape(shape)) throw std::runtime_error("layer sizes are outside their limits");
  if (options.start.empty()) {
    const Sigmas sigmas = MeasureSigmas(sampler, options.target);
    return BlockNet(shape, sigmas.slots, sigmas.guide);
  }
  bool is_first;
  BlockNet net = ReadNetwork(options.start, options.target, shape.components, &is_first);
  if (is_first) FitChannels(sampler, &net);
  if (shape.lattice && !net->shape().lattice) net = OnLattice(net);
  return net->shape() == shape ? net : Grown(net, shape);
}

Training StartTraining(const BlockTrainOptions& options, bool resumed, Sampler& sampler) {
  Training training;
  torch::serialize::InputArchive archive;
  if (resumed) {
    archive.load_from(options.output);
    training.net = LoadNet(archive, "net");
    training.average = LoadNet(archive, "average");
  } else {
    training.net = NewNet(options, sampler);
    training.average = Copy(training.net);
  }
  training.net->to(TrainingDevice());
  training.average->to(TrainingDevice());
  training.optimizer = std::make_unique<torch::optim::Adam>(
      training.net->parameters(), torch::optim::AdamOptions(options.rate).betas({0.9, 0.98}));
  if (resumed) {
    torch::serialize::InputArchive optimizer;
    archive.read("optimizer", optimizer);
    training.optimizer->load(optimizer);
  }
  if (!options.teacher.empty()) {
    bool is_first;
    training.teacher =
        ReadNetwork(options.teacher, options.target, training.net->shape().components, &is_first);
    if (is_first) throw std::runtime_error(options.teacher + ": a teacher is a .jkw2 file");
    training.teacher->to(TrainingDevice());
  }
  training.net->train();
  return training;
}

// One step of the optimizer; returns the bits per pixel of each crop.
Tensor TrainStep(const BlockTrainOptions& options, int64_t step, double rate, const Batch& batch,
                 Training* training) {
  for (auto& group : training->optimizer->param_groups()) {
    static_cast<torch::optim::AdamOptions&>(group.options()).lr(rate);
  }
  const Arithmetic arithmetic = step <= RealSteps(options) ? Arithmetic::kReal : Arithmetic::kBytes;
  const auto pixels = static_cast<double>(batch.levels.size(1) * batch.levels.size(2) * 64);
  const TrainedBits trained = BitsToTrain(options, batch, arithmetic, training);
  const Tensor bpp = trained.bits.detach() / pixels;
  // Relative savings count, whatever an image's rate: each crop is weighted by its own.
  training->optimizer->zero_grad();
  (trained.loss / pixels / (bpp + 0.2)).mean().backward();
  torch::nn::utils::clip_grad_norm_(training->net->parameters(), 1.0);
  training->optimizer->step();
  training->net->LimitWeights();
  Average(training->net, step < 1000 ? 0.99 : options.average, &training->average);
  return bpp;
}

struct Progress {
  int64_t step = 0, first = 0;
  double rate = 0, average_bpp = 0;
  BlockCodeLength validation;
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
};

void Report(const BlockTrainOptions& options, const Progress& progress, std::ofstream* log) {
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - progress.start).count();
  const double per_step = seconds / static_cast<double>(progress.step - progress.first);
  const BlockCodeLength& v = progress.validation;
  *log << progress.step << ',' << seconds << ',' << progress.rate << ',' << progress.average_bpp
       << ',' << v.bytes() << ',' << v.last_bytes << std::endl;
  const bool measured = v.images > 0;
  std::printf("%s%lld/%lld  %.4f bpp  %.1f crops/s  %.0f min left%s", measured ? "" : "\r",
              static_cast<long long>(progress.step), static_cast<long long>(options.steps),
              progress.average_bpp, options.sampler.batch / per_step,
              per_step * static_cast<double>(options.steps - progress.step) / 60,
              measured ? "" : " ");
  if (measured) {
    std::printf("  validation %.0f bytes, %.0f of them last groups\n", v.bytes(), v.last_bytes);
  }
  std::fflush(stdout);
}

std::vector<TrainingImage> ReadShards(const std::vector<std::string>& shards) {
  std::vector<TrainingImage> images;
  for (const std::string& shard : shards) {
    for (TrainingImage& image : ReadShard(shard)) images.push_back(std::move(image));
  }
  return images;
}

}  // namespace

BlockNet LoadBlocks(const std::string& checkpoint) {
  torch::serialize::InputArchive archive;
  archive.load_from(checkpoint);
  return LoadNet(archive, "average");
}

BlockCodeLength MeasureBlocks(BlockNet& net, const std::vector<TrainingImage>& images,
                              Arithmetic arithmetic, int max_images) {
  const torch::NoGradGuard guard;
  const Target target = net->shape().lanes == 1 ? Target::kLuma : Target::kChroma;
  BlockCodeLength length;
  for (const TrainingImage& image : images) {
    Batch batch;
    if (length.images == max_images || !WholeImage(image, target, net->order(), &batch)) continue;
    batch = ToDevice(batch, net->sigma.device());
    const Tensor bits = ImageBits(net, batch, arithmetic, false).sum(0).to(torch::kCPU);
    length.level_bytes += bits[0].item<double>() / 8;
    length.last_bytes += bits[1].item<double>() / 8;
    ++length.images;
  }
  return length;
}

void TrainBlocks(const BlockTrainOptions& options) {
  torch::manual_seed(options.sampler.seed);
  at::set_num_threads(options.threads);
  const std::vector<TrainingImage> images = ReadShards(options.shards);
  std::vector<TrainingImage> validation;
  if (!options.validation.empty()) validation = ReadShard(options.validation);
  const bool resumed = options.resume && std::filesystem::exists(options.output);
  Progress progress;
  progress.first = progress.step = resumed ? SavedStep(options.output) : 0;
  // A resumed run does not see the same crops again.
  SamplerOptions sampling = options.sampler;
  sampling.seed += static_cast<uint64_t>(progress.first) << 20;
  Sampler sampler(images, options.target, sampling);
  Training training = StartTraining(options, resumed, sampler);
  std::ofstream log(options.output + ".csv", resumed ? std::ios::app : std::ios::trunc);
  if (!resumed) log << "step,seconds,rate,bpp,validation_bytes,of_last_groups\n";
  progress.start = std::chrono::steady_clock::now();
  while (progress.step < options.steps) {
    const int64_t step = ++progress.step;
    progress.rate = Rate(options, step, step - progress.first);
    const Batch batch = ToDevice(sampler.Next(), training.net->sigma.device());
    const Tensor bpp = TrainStep(options, step, progress.rate, batch, &training);
    const bool is_last = step == options.steps, measure = step % 50 == 0 || is_last;
    if (measure || step <= progress.first + 20) {
      const double now = bpp.mean().item<double>();
      progress.average_bpp =
          progress.average_bpp == 0 ? now : 0.8 * progress.average_bpp + 0.2 * now;
    }
    if (step % options.save_every == 0 || is_last) {
      SaveCheckpoint(options.output, training, step);
      ExportBlocks({training.average}, options.output + ".jkw2");
    }
    if (!measure) continue;
    progress.validation = {};
    if (!validation.empty() && (step % options.evaluate_every == 0 || is_last)) {
      progress.validation = MeasureBlocks(training.average, validation, Arithmetic::kBytes,
                                          options.validation_images);
    }
    Report(options, progress, &log);
  }
  std::printf("\n");
}

}  // namespace jackdaw::train
