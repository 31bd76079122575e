#include "apps/train/attention/train_attention.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "apps/train/attention/attention_run.h"
#include "apps/train/restore/training_clock.h"

namespace jackdaw::train {
namespace {

double RateScale(const AttentionTrainOptions& options, const AttentionRun& run) {
  const double left = 1 - run.seconds / (options.minutes * 60);
  return std::min(1.0, static_cast<double>(run.step + 1) / kAttentionWarmupSteps) *
         std::clamp(left / options.decay, 0.0, 1.0);
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

}  // namespace

void TrainAttention(const AttentionTrainOptions& options) {
  at::set_num_threads(options.threads);
  torch::manual_seed(options.seed);
  const std::vector<Picture> pictures = ReadPictures(options.pictures, options.max_pixels);
  AttentionRun run = StartAttentionRun(options);
  CropSource source(pictures, true, options.seed + (static_cast<uint64_t>(run.step) << 20));
  Journal journal(options, run.step > 0);
  std::printf("%zu pictures, %zu parameters in a network\n", pictures.size(),
              options.shape.num_parameters());
  TrainingClock clock(run.seconds, options);
  while (!clock.Ended()) {
    const bool tables = options.mode == AttentionMode::kTables || run.step < options.table_steps;
    const double rate = RateScale(options, run);
    journal.Add(TrainAttentionStep(options,
                                   tables ? AttentionPart::kTables : AttentionPart::kNetworks, rate,
                                   {}, &source, &run));
    run.seconds = clock.Tick();
    if (clock.SaveIsDue()) SaveAttentionRun(options.output, run);
    if (clock.ReportIsDue()) journal.Report(run, rate);
  }
}

}  // namespace jackdaw::train
