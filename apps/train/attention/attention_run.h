// The state of a training of attention.
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_RUN_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_RUN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "apps/train/attention/attention_loss.h"
#include "apps/train/attention/attention_model.h"
#include "apps/train/restore/pictures.h"

namespace jackdaw::train {

struct AttentionTrainOptions;

struct AttentionRun {
  AttentionModel model{nullptr};
  std::vector<torch::Tensor> averages;  // of the parameters, in their order
  std::unique_ptr<torch::optim::Adam> optimizer;
  int64_t step = 0;
  double seconds = 0;  // of all sessions
};

// From the start, or from the checkpoint where options.resume asks for it and there is one. Throws
// std::runtime_error.
AttentionRun StartAttentionRun(const AttentionTrainOptions& options);
// Replaces the checkpoint. Throws std::runtime_error.
void SaveAttentionRun(const std::string& path, const AttentionRun& run);
// The running average of a checkpoint's weights; of a run's. Throws std::runtime_error.
AttentionModel LoadAttentionModel(const std::string& checkpoint);
AttentionModel AveragedModel(const AttentionRun& run);

// Steps of the optimizer in which the rate rises to its full value.
inline constexpr double kAttentionWarmupSteps = 50;

enum class AttentionPart { kTables, kNetworks };

// One step of the optimizer on one batch. Tables are trained without the perceptual part, as the
// encoder chooses its own. rate_scale: of the learning rate.
AttentionLoss TrainAttentionStep(const AttentionTrainOptions& options, AttentionPart part,
                                 double rate_scale, const ReconstructionPoints& points,
                                 CropSource* source, AttentionRun* run);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_RUN_H_
