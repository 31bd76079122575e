// What levels lose, measured, and a part of an image that stands for all of it.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LEVEL_LOSS_H_
#define JACKDAW_CODEC_LOSSY_ENC_LEVEL_LOSS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_cjpeg_loss.h"
#include "codec/lossy/enc_distortion.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

// Sums over the blocks inside the image of one component. component: of the input, with its table.
// unit: of the plane, as LossPicture has it.
ClassLoss LossOfLevels(const jpeg::FrameComponent& component, const jpeg::CoeffPlane& plane,
                       const WeightPlane& weights, const jpeg::CoeffPlane& levels,
                       const quant::FrequencyTable& steps, uint16_t unit = 1);

// By what factor one loss differs from another, within 1/4..4; 1 where there is none.
ClassLoss RatioOfLosses(const ClassLoss& measured, const ClassLoss& expected);

// Four MCU rows of every sixteen, one below the other; all of an image of few rows.
struct ImageSample {
  jpeg::Frame frame;
  std::vector<jpeg::CoeffPlane> planes;
  std::vector<WeightPlane> weights;
};
ImageSample TakeSample(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                       std::span<const WeightPlane> weights);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LEVEL_LOSS_H_
