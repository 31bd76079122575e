#include "apps/train/attention/alternate.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "apps/train/attention/attention_run.h"
#include "apps/train/restore/training_clock.h"

namespace jackdaw::train {
namespace {

// A batch, and what a bit of it may cost.
struct PricedBatch {
  AttentionBatch batch;
  double lambda = 1;
};

// Lambdas are spread evenly over the logarithm, whatever the number of batches.
std::vector<PricedBatch> DrawBatches(const AttentionTrainOptions& options, int64_t num_batches,
                                     CropSource* source) {
  std::vector<PricedBatch> batches;
  for (int64_t i = 0; i < num_batches; ++i) {
    const double part = (static_cast<double>(i) + 0.5) / static_cast<double>(num_batches);
    batches.push_back(
        {NextAttentionBatch(source, options.sampling),
         options.least_lambda * std::pow(options.most_lambda / options.least_lambda, part)});
  }
  return batches;
}

void AddToSums(AttentionModel& model, const PricedBatch& priced, const ReconstructionPoints& points,
               LloydSums* sums) {
  for (size_t c = 0; c < 3; ++c) {
    const torch::Tensor &coeffs = priced.batch.coeffs[c], &weights = priced.batch.weights[c];
    const torch::Tensor octaves = model->Octaves(c, coeffs);
    const SoftCoding coding =
        CodeComponent(model, priced.batch, c, priced.lambda, kColdChoice, points, octaves);
    sums->Add(c, priced.lambda, coeffs, weights,
              model->Steps(c, priced.lambda, weights * octaves.exp2()), coding.levels);
  }
}

// Lloyd's iteration: levels by rate and distortion with these points, then points as the centroids
// of the levels.
LloydSums FitQuantizer(AttentionModel& model, const std::vector<PricedBatch>& batches,
                       const AlternateOptions& options, ReconstructionPoints points) {
  const torch::NoGradGuard guard;
  const AttentionTrainOptions& networks = options.networks;
  for (int64_t i = 1;; ++i) {
    LloydSums sums(networks.least_lambda, networks.most_lambda);
    for (const PricedBatch& batch : batches) AddToSums(model, batch, points, &sums);
    if (i >= options.lloyd_steps) return sums;
    points = sums.Points();
  }
}

class AlternationLog {
 public:
  explicit AlternationLog(const std::string& output)
      : log_(output + ".csv"), quantizer_(output + ".quantizer.csv") {
    log_ << "round,after,steps,bpp,distortion,perceptual,cost\n";
    quantizer_ << kQuantizerCsvHead;
  }

  // Means over the batches: of logarithms, so that all lambdas count alike.
  void Measure(int64_t round, const char* after, int64_t steps, AttentionModel& model,
               const std::vector<PricedBatch>& batches, const ReconstructionPoints& points) {
    const torch::NoGradGuard guard;
    double bits = 0, distortion = 0, perceptual = 0, cost = 0;
    for (const PricedBatch& priced : batches) {
      const AttentionLoss loss =
          LossOfBatch(model, priced.batch, priced.lambda, 0, kColdChoice, points);
      bits += std::log(loss.bits);
      distortion += std::log(loss.distortion);
      perceptual += std::log(loss.perceptual);
      cost += std::log(priced.lambda * loss.bits + loss.distortion);
    }
    const auto n = static_cast<double>(batches.size());
    if (round == 1 && first_cost_ == 0) first_cost_ = cost / n;
    char line[200];
    std::snprintf(line, sizeof(line), "%lld,%s,%lld,%.5f,%.5f,%.6f,%.5f",
                  static_cast<long long>(round), after, static_cast<long long>(steps),
                  std::exp(bits / n), std::exp(distortion / n), std::exp(perceptual / n),
                  std::exp(cost / n));
    log_ << line << std::endl;
    std::printf("round %lld, after the %s (%lld steps): %.4f bpp, distortion %.4f, J %+.2f %%\n",
                static_cast<long long>(round), after, static_cast<long long>(steps),
                std::exp(bits / n), std::exp(distortion / n),
                100 * std::expm1(cost / n - first_cost_));
    std::fflush(stdout);
  }

  void AddQuantizer(int64_t round, const LloydSums& sums) {
    quantizer_ << sums.Csv(round) << std::flush;
  }

 private:
  std::ofstream log_, quantizer_;
  double first_cost_ = 0;  // logarithm
};

void TrainNetworks(const AttentionTrainOptions& options, const ReconstructionPoints& points,
                   CropSource* source, AttentionRun* run) {
  for (int64_t i = 0; i < options.table_steps; ++i) {
    TrainAttentionStep(options, AttentionPart::kTables, 1, points, source, run);
  }
  AttentionTrainOptions until = options;
  until.minutes += run->seconds / 60;
  TrainingClock clock(run->seconds, until);
  while (!clock.Ended()) {
    const double warmup = std::min(1.0, static_cast<double>(run->step + 1) / kAttentionWarmupSteps);
    TrainAttentionStep(options, AttentionPart::kNetworks, warmup, points, source, run);
    run->seconds = clock.Tick();
    if (clock.ReportIsDue()) {
      std::printf("step %lld, %.1f min left\n", static_cast<long long>(run->step),
                  std::max(0.0, until.minutes - run->seconds / 60));
      std::fflush(stdout);
    }
  }
}

}  // namespace

void Alternate(const AlternateOptions& options) {
  const AttentionTrainOptions& networks = options.networks;
  at::set_num_threads(networks.threads);
  torch::manual_seed(networks.seed);
  const std::vector<Picture> pictures = ReadPictures(networks.pictures, networks.max_pixels);
  const std::vector<Picture> held_out = ReadPictures(options.validation, networks.max_pixels);
  CropSource source(pictures, true, networks.seed), other(held_out, true, networks.seed + 1);
  const std::vector<PricedBatch> validation =
      DrawBatches(networks, options.validation_batches, &other);
  AttentionRun run = StartAttentionRun(networks);
  AlternationLog log(networks.output);
  ReconstructionPoints points;
  for (int64_t round = 1; round <= options.rounds; ++round) {
    TrainNetworks(networks, points, &source, &run);
    SaveAttentionRun(networks.output, run);
    AttentionModel model = AveragedModel(run);
    log.Measure(round, "networks", run.step, model, validation, points);
    if (options.uniform) continue;
    const LloydSums sums = FitQuantizer(
        model, DrawBatches(networks, options.fitting_batches, &source), options, points);
    points = sums.Points();
    log.AddQuantizer(round, sums);
    log.Measure(round, "quantizer", run.step, model, validation, points);
  }
}

}  // namespace jackdaw::train
