#include "apps/train/attention/evaluate_attention.h"

#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "apps/train/attention/attention_loss.h"
#include "apps/train/attention/attention_run.h"
#include "models/pixels/enc_attention_file.h"

namespace jackdaw::train {

void EvaluateAttention(const AttentionEvalOptions& options) {
  at::set_num_threads(1);
  const torch::NoGradGuard guard;
  const std::vector<Picture> pictures = ReadPictures(options.pictures, options.max_pixels);
  CropSource source(pictures, true, options.seed);
  std::vector<AttentionBatch> batches;
  for (int64_t i = 0; i < options.batches; ++i) {
    batches.push_back(NextAttentionBatch(&source, options.sampling));
  }
  std::printf("checkpoint,lambda,bpp,distortion,perceptual\n");
  for (const std::string& checkpoint : options.checkpoints) {
    AttentionModel model = LoadAttentionModel(checkpoint);
    for (const double lambda : options.lambdas) {
      double bits = 0, distortion = 0, perceptual = 0;
      for (const AttentionBatch& batch : batches) {
        const AttentionLoss loss = LossOfBatch(model, batch, lambda, 1, kColdChoice);
        bits += loss.bits;
        distortion += loss.distortion;
        perceptual += loss.perceptual;
      }
      const auto n = static_cast<double>(options.batches);
      std::printf("%s,%g,%.5f,%.5f,%.6f\n", checkpoint.c_str(), lambda, bits / n, distortion / n,
                  perceptual / n);
      std::fflush(stdout);
    }
  }
}

void ExportAttention(const std::string& checkpoint, const std::string& output) {
  const AttentionModel model = LoadAttentionModel(checkpoint);
  if (model->mode() == AttentionMode::kTables || model->mode() == AttentionMode::kScale) {
    throw std::runtime_error(checkpoint + ": was trained without attention weights");
  }
  const Result<Bytes> file =
      attention::WriteAttentionFile({WeightsOf(model->luma()), WeightsOf(model->colour())});
  if (!file.ok()) throw std::runtime_error(file.error().message);
  std::ofstream out(output, std::ios::binary);
  out.write(reinterpret_cast<const char*>(file.value().data()),
            static_cast<std::streamsize>(file.value().size()));
  if (!out.flush()) throw std::runtime_error(output + ": cannot be written");
}

}  // namespace jackdaw::train
