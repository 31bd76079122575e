#include "apps/train/restore/train_restore.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "apps/train/restore/muon.h"
#include "apps/train/restore/restore_net.h"
#include "models/pixels/restoration_file.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

// Weights that are measured and exported are running means over about this many steps.
constexpr double kAveragedSteps = 500;
constexpr double kWarmupSteps = 200;
// A crop's squared error counts by its own and by what such steps do to a typical picture: PSNR is
// a matter of relative errors, of whole pictures.
constexpr double kTypicalShare = 0.3;
// Squared error of RGB per squared error of Cb and Cr, over that of luma.
constexpr double kWeightOfCb = (0.344136 * 0.344136 + 1.772 * 1.772) / 3;
constexpr double kWeightOfCr = (1.402 * 1.402 + 0.714136 * 0.714136) / 3;

restoration::RestorationShape ShapeOf(RestoreTarget target) {
  return target == RestoreTarget::kLuma ? restoration::kLumaShape : restoration::kChromaShape;
}

struct RestoreRun {
  RestoreNet net{nullptr};
  std::vector<Tensor> averages;  // of the parameters, in their order
  std::unique_ptr<Muon> optimizer;
  int64_t step = 0;
  double seconds = 0;  // of all sessions
};

// A scope in which the network has the averaged weights.
class Averaged {
 public:
  explicit Averaged(RestoreRun* run) : run_(run) { Swap(); }
  ~Averaged() { Swap(); }
  Averaged(const Averaged&) = delete;
  Averaged& operator=(const Averaged&) = delete;

 private:
  void Swap() {
    const torch::NoGradGuard guard;
    std::vector<Tensor> parameters = run_->net->parameters();
    for (size_t i = 0; i < parameters.size(); ++i) {
      const Tensor own = parameters[i].clone();
      parameters[i].copy_(run_->averages[i]);
      run_->averages[i].copy_(own);
    }
  }
  RestoreRun* run_;
};

void SetParameters(const std::vector<float>& values, std::vector<Tensor> parameters) {
  const torch::NoGradGuard guard;
  size_t at = 0;
  for (Tensor& parameter : parameters) {
    const auto size = static_cast<size_t>(parameter.numel());
    if (at + size > values.size()) throw std::runtime_error("weights of another shape");
    parameter.copy_(
        torch::tensor(std::vector<float>(values.begin() + static_cast<std::ptrdiff_t>(at),
                                         values.begin() + static_cast<std::ptrdiff_t>(at + size)))
            .view_as(parameter));
    at += size;
  }
  if (at != values.size()) throw std::runtime_error("weights of another shape");
}

std::vector<float> GetParameters(const std::vector<Tensor>& parameters) {
  std::vector<float> values;
  for (const Tensor& parameter : parameters) {
    const Tensor flat = parameter.detach().contiguous().view(-1);
    const float* data = flat.data_ptr<float>();
    values.insert(values.end(), data, data + flat.numel());
  }
  return values;
}

void LoadStart(const std::string& path, RestoreRun* run) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(in),
                                   std::istreambuf_iterator<char>()};
  const auto networks = restoration::ReadRestorationFile(bytes);
  if (!networks.ok()) throw std::runtime_error(path + ": " + networks.error().message);
  for (const restoration::RestorationWeights& network : networks.value()) {
    if (network.shape == run->net->shape()) {
      SetParameters(network.parameters, run->net->parameters());
      return;
    }
  }
  throw std::runtime_error(path + ": holds no network of this shape");
}

void Save(const std::string& path, const RestoreRun& run, RestoreTarget target) {
  torch::serialize::OutputArchive archive, optimizer;
  run.net->save(archive);
  run.optimizer->Save(&optimizer);
  archive.write("optimizer", optimizer);
  archive.write("step", torch::tensor(run.step));
  archive.write("seconds", torch::tensor(run.seconds, torch::kFloat64));
  archive.write("target", torch::tensor(static_cast<int64_t>(target)));
  for (size_t i = 0; i < run.averages.size(); ++i) {
    archive.write("average" + std::to_string(i), run.averages[i]);
  }
  archive.save_to(path + ".new");
  std::filesystem::rename(path + ".new", path);
}

template <class T>
T ReadNumber(torch::serialize::InputArchive* archive, const std::string& name) {
  Tensor value;
  archive->read(name, value);
  return value.item<T>();
}

RestoreRun StartRun(const RestoreOptions& options) {
  RestoreRun run;
  run.net = RestoreNet(ShapeOf(options.target));
  if (!options.start.empty()) LoadStart(options.start, &run);
  MuonOptions rates;
  rates.rate = options.rate;
  rates.matrix_rate = options.matrix_rate;
  rates.use_muon = options.muon;
  run.optimizer = std::make_unique<Muon>(run.net->parameters(), rates);
  for (const Tensor& parameter : run.net->parameters()) {
    run.averages.push_back(parameter.detach().clone());
  }
  if (!options.resume || !std::filesystem::exists(options.output)) return run;
  torch::serialize::InputArchive archive, optimizer;
  archive.load_from(options.output);
  run.net->load(archive);
  archive.read("optimizer", optimizer);
  run.optimizer->Load(&optimizer);
  run.step = ReadNumber<int64_t>(&archive, "step");
  run.seconds = ReadNumber<double>(&archive, "seconds");
  for (size_t i = 0; i < run.averages.size(); ++i) {
    archive.read("average" + std::to_string(i), run.averages[i]);
  }
  return run;
}

Tensor MeanOfAll(const Tensor& x) { return x.flatten(1).mean(1); }

struct Errors {
  Tensor plain, restored;  // [B]: mean squared errors of coefficients
  Tensor loss;
};

Errors LossOf(RestoreNet& net, const RestoreBatch& batch) {
  const Restored restored = net->forward(batch);
  const Tensor steps = batch.steps.unsqueeze(2).unsqueeze(3);
  const Tensor decoded = batch.levels * steps;
  const bool luma = net->shape().components == 1;
  // What such steps do to a typical picture.
  Tensor typical = torch::empty({64});
  for (int64_t i = 0; i < 64; ++i) typical[i] = restoration::kTypical[static_cast<size_t>(i)];
  if (!luma) typical = typical.repeat({2}) * restoration::kTypicalOfChroma * 0.3;
  const Tensor expected =
      torch::minimum(batch.steps.square() / 12, typical.square().unsqueeze(0)).mean(1);
  const auto weighted = [&](const Tensor& x) {
    const Tensor square = (x - batch.target).square();
    if (luma) return MeanOfAll(square);
    return (kWeightOfCb * MeanOfAll(square.narrow(1, 0, 64)) +
            kWeightOfCr * MeanOfAll(square.narrow(1, 64, 64))) /
           2;
  };
  Errors errors;
  errors.plain = weighted(decoded);
  errors.restored = weighted(restored.coeffs);
  const Tensor weight = 1 / (errors.plain + kTypicalShare * expected + 0.02);
  errors.loss = (errors.restored * weight).mean();
  if (restored.details.defined()) {
    const int64_t n = batch.levels.size(0), h = batch.levels.size(2), w = batch.levels.size(3);
    const auto planes = [&](const Tensor& coeffs) {
      return InverseDct(coeffs.reshape({2 * n, 64, h, w}));
    };
    const Tensor truth = batch.planes.flatten(0, 1), details = restored.details.flatten(0, 1);
    const Tensor repeated = MeanOf(details, 2, 2).repeat_interleave(2, 1).repeat_interleave(2, 2);
    const Tensor shown = Upsample(planes(restored.coeffs), 2, 2) + details - repeated;
    const auto per_crop = [&](const Tensor& x) {
      const Tensor mean = (x - truth).square().mean({1, 2}).view({n, 2});
      return (kWeightOfCb * mean.select(1, 0) + kWeightOfCr * mean.select(1, 1)) / 2;
    };
    const Tensor before = per_crop(Upsample(planes(decoded), 2, 2)).detach();
    const Tensor after = per_crop(shown);
    const Tensor share = 1 / (before + kTypicalShare * expected + 0.02);
    errors.loss = (errors.loss + (after * share).mean()) / 2;
    errors.plain = before;
    errors.restored = after;
  }
  errors.plain = errors.plain.detach();
  errors.restored = errors.restored.detach();
  return errors;
}

// PSNR gained by luma of pictures at qualities of 10, 20, 40 and 75: means over the pictures.
std::vector<double> GainOfLuma(RestoreNet& net, const std::vector<Tensor>& pictures) {
  const torch::NoGradGuard guard;
  std::vector<double> gains;
  for (const int64_t quality : {10, 20, 40, 75}) {
    double sum = 0;
    for (const Tensor& picture : pictures) {
      RestoreBatch batch;
      batch.steps = StandardTable(quality, false).unsqueeze(0);
      const Tensor column = batch.steps.unsqueeze(2).unsqueeze(3);
      batch.target = ForwardDct(picture.unsqueeze(0) - 128);
      batch.levels = torch::round(batch.target / column);
      const auto error = [&](const Tensor& coeffs) {
        const Tensor shown = (InverseDct(coeffs)[0] + 128.5).floor().clamp(0, 255);
        return (shown - picture).square().mean().item<double>();
      };
      sum += 10 * std::log10(error(batch.levels * column) / error(net->forward(batch).coeffs));
    }
    gains.push_back(sum / static_cast<double>(pictures.size()));
  }
  return gains;
}

std::vector<Tensor> LumaOf(const std::vector<Picture>& pictures) {
  std::vector<Tensor> planes;
  for (const Picture& picture : pictures) {
    const Tensor luma = Luma(picture);
    planes.push_back(
        luma.narrow(0, 0, luma.size(0) / 8 * 8).narrow(1, 0, luma.size(1) / 8 * 8).contiguous());
  }
  return planes;
}

double RateScale(const RestoreOptions& options, const RestoreRun& run) {
  const double left = 1 - run.seconds / (options.minutes * 60);
  return std::min(1.0, static_cast<double>(run.step) / kWarmupSteps) *
         std::clamp(left / options.decay, 0.0, 1.0);
}

void Average(RestoreRun* run) {
  const torch::NoGradGuard guard;
  const double share = std::max(1 / kAveragedSteps, 1 / (1 + static_cast<double>(run->step) / 5));
  const std::vector<Tensor> parameters = run->net->parameters();
  for (size_t i = 0; i < parameters.size(); ++i) run->averages[i].lerp_(parameters[i], share);
}

// Writes the log, and a line of progress.
class Journal {
 public:
  Journal(const RestoreOptions& options, bool resumed)
      : options_(options),
        log_(options.output + ".csv", resumed ? std::ios::app : std::ios::trunc) {
    if (!resumed) log_ << "step,seconds,rate,loss,gain_db,q10_db,q20_db,q40_db,q75_db\n";
  }

  void Add(const Errors& errors) {
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
  const bool luma = options.target == RestoreTarget::kLuma;
  const std::vector<Picture> pictures = ReadPictures(options.pictures, options.max_pixels);
  const std::vector<Tensor> validation = LumaOf(ReadPictures(options.validation, 1 << 30));
  RestoreRun run = StartRun(options);
  CropSource source(pictures, !luma, options.seed + (static_cast<uint64_t>(run.step) << 20));
  Journal journal(options, run.step > 0);
  std::printf("%zu pictures, %zu parameters\n", pictures.size(),
              restoration::NumParameters(run.net->shape()));
  const double before = run.seconds;
  double reported = before, saved = before;
  const auto start = std::chrono::steady_clock::now();
  while (run.seconds < options.minutes * 60) {
    ++run.step;
    const double rate = RateScale(options, run);
    const Errors errors = LossOf(run.net, luma ? LumaBatch(&source, options.sampling)
                                               : ChromaBatch(&source, options.sampling));
    run.optimizer->ZeroGrad();
    errors.loss.backward();
    torch::nn::utils::clip_grad_norm_(run.net->parameters(), 1.0);
    run.optimizer->Step(rate);
    Average(&run);
    journal.Add(errors);
    run.seconds =
        before + std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const bool ends = run.seconds >= options.minutes * 60;
    if (ends || run.seconds - saved >= options.save_seconds) {
      saved = run.seconds;
      Save(options.output, run, options.target);
    }
    if (ends || run.seconds - reported >= options.report_seconds) {
      reported = run.seconds;
      const Averaged averaged(&run);
      journal.Report(
          run, rate,
          luma && !validation.empty() ? GainOfLuma(run.net, validation) : std::vector<double>());
    }
  }
}

void ExportRestoration(const std::vector<std::string>& checkpoints, const std::string& output) {
  std::vector<restoration::RestorationWeights> networks;
  for (const std::string& path : checkpoints) {
    torch::serialize::InputArchive archive;
    archive.load_from(path);
    const auto target = static_cast<RestoreTarget>(ReadNumber<int64_t>(&archive, "target"));
    const RestoreNet net(ShapeOf(target));
    std::vector<Tensor> averages(net->parameters().size());
    for (size_t i = 0; i < averages.size(); ++i) {
      archive.read("average" + std::to_string(i), averages[i]);
    }
    networks.push_back({net->shape(), GetParameters(averages)});
    if (networks.back().parameters.size() != restoration::NumParameters(net->shape())) {
      throw std::runtime_error(path + ": parameters of another shape");
    }
  }
  const Result<Bytes> file = restoration::WriteRestorationFile(networks);
  if (!file.ok()) throw std::runtime_error(file.error().message);
  std::ofstream out(output, std::ios::binary);
  out.write(reinterpret_cast<const char*>(file.value().data()),
            static_cast<std::streamsize>(file.value().size()));
  if (!out.flush()) throw std::runtime_error(output + ": cannot be written");
}

}  // namespace jackdaw::train
