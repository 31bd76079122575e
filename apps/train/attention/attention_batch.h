// Crops of pictures as the encoder sees them, for training attention.
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_BATCH_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_BATCH_H_

#include <torch/torch.h>

#include <array>

#include "apps/train/restore/pictures.h"

namespace jackdaw::train {

struct AttentionSampling {
  int64_t batch = 4, size = 24;  // crops; blocks each way, an even number
  double twice = 0.5;            // share of crops that are a JPEG already, as transcode gets them
};

// Y, Cb and Cr. Those of 4:2:0 have half as many blocks each way.
struct AttentionBatch {
  std::array<torch::Tensor, 3> coeffs;   // [B][64][H][W], dequantized
  std::array<torch::Tensor, 3> weights;  // as coeffs: what squared errors count in the encoder
  double pixels = 0;                     // of all crops
};

// The same as `encode` and, for the share `twice`, `transcode` make of pixels: the transform is
// that of codec/pixels, the weights are those of codec/lossy/enc_distortion.h for Tune::kVisual.
// Six of ten batches are 4:2:0, the others 4:4:4. REQUIRES: source of colour pictures.
AttentionBatch NextAttentionBatch(CropSource* source, const AttentionSampling& sampling);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_BATCH_H_
