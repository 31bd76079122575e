// What JPEG does to pixels, for training restoration: transform, quantization, colour and sampling.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_JPEG_MODEL_H_
#define JACKDAW_APPS_TRAIN_RESTORE_JPEG_MODEL_H_

#include <torch/torch.h>

#include "apps/train/restore/pictures.h"

namespace jackdaw::train {

// [N][8 H][8 W], level-shifted -> [N][64][H][W] coefficients in zigzag order, and back.
torch::Tensor ForwardDct(const torch::Tensor& samples);
torch::Tensor InverseDct(const torch::Tensor& coeffs);

// The table of Annex K for libjpeg's quality, 1..100: [64] in zigzag order.
torch::Tensor StandardTable(int64_t quality, bool chroma);
// Half of the tables are those of Annex K at a quality of 5 to 98; the others are anything between
// flat and steeper than those, at steps as coarse: [64].
torch::Tensor RandomTable(CropSource* source, bool chroma);

// RGB [3][H][W] -> Y, Cb, Cr of JFIF, rounded to integers, Cb and Cr around 128.
torch::Tensor ToYcc(const torch::Tensor& rgb);
// Means over v x h samples of [N][H][W], rounded to integers, as an encoder makes a component.
torch::Tensor Subsample(const torch::Tensor& planes, int64_t h, int64_t v);
// What the decoder shows between the samples of [N][H][W]: triangle filters for a factor of 2,
// then moved so that the mean over v x h pixels is the sample again. h, v: 1 or 2.
torch::Tensor Upsample(const torch::Tensor& planes, int64_t h, int64_t v);
// Means over v x h samples, not rounded.
torch::Tensor MeanOf(const torch::Tensor& planes, int64_t h, int64_t v);

// One batch of blocks that were pictures. n: components that the network restores, 1 or 2.
struct RestoreBatch {
  torch::Tensor levels;  // [B][64 n][H][W] whole numbers
  torch::Tensor steps;   // [B][64 n]
  torch::Tensor target;  // [B][64 n][H][W]: coefficients before quantization
  // Of chroma only: luma as decoded, averaged to the samples of the component, its coefficients;
  torch::Tensor guide;  // [B][64][H][W]
  // and the pixels that the components were made from, around 0.
  torch::Tensor planes;  // [B][2][8 v H][8 h W]
  int64_t h = 1, v = 1;  // pixels per sample
};

struct RestoreSampling {
  int64_t batch = 8, size = 16;  // crops; blocks each way
  double twice = 0.15;           // share of pictures that were a JPEG before
};

RestoreBatch LumaBatch(CropSource* source, const RestoreSampling& sampling);
// All of one sampling: 4:2:0 in three of five batches, else 4:4:4, 4:2:2 or 4:4:0.
RestoreBatch ChromaBatch(CropSource* source, const RestoreSampling& sampling);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_JPEG_MODEL_H_
