#include "codec/lossy/enc_distortion.h"

#include <algorithm>
#include <cmath>

#include "codec/lossy/enc_masking.h"
#include "codec/lossy/enc_visibility.h"
#include "codec/lossy/enc_visual_fit.h"

namespace jackdaw::lossy {
namespace {

uint8_t CodeOf(float weight) {
  const float code = coeff::kUnitWeightCode + coeff::kWeightCodesPerOctave * std::log2(weight);
  return static_cast<uint8_t>(std::clamp(code + 0.5f, 0.0f, 255.0f));
}

double PixelsPerSample(const jpeg::Frame& frame, const jpeg::FrameComponent& c) {
  return static_cast<double>(frame.hmax * frame.vmax) / static_cast<double>(c.h * c.v);
}

// unit: as LossPicture has it.
Visibility VisibilityOf(const jpeg::Frame& frame, ColourModel model, size_t component,
                        uint16_t unit) {
  const VisualFit& fit = ShippedVisualFit();
  if (!IsColourDifference(model, component)) return fit.luma;
  Visibility visibility = component == 1 ? fit.blue : fit.red;
  if (unit > 1) {
    visibility.weight *= fit.colour_from_pixels;
  } else if (PixelsPerSample(frame, frame.components[component]) == 1) {
    for (float& share : visibility.shares) share *= fit.full_colour;
  }
  return visibility;
}

// Weights without those of the component.
WeightPlane VisualWeights(const jpeg::Frame& frame, const jpeg::CoeffPlane& plane, size_t component,
                          const Visibility& visibility, Attention* attention, WorkMonitor* monitor,
                          uint16_t unit) {
  const jpeg::FrameComponent& c = frame.components[component];
  const double octaves = std::log2(PixelsPerSample(frame, c)) / 2;
  const VisibilityTable table = MakeVisibilityTable(SharesOfSubsampled(visibility.shares, octaves));
  const std::vector<BlockMasks> masks = MeasureMasks(c, plane, visibility.masking, monitor, unit);
  WeightPlane weights;
  weights.codes.assign(plane.coeffs.size(), uint8_t{coeff::kUnitWeightCode});
  const BlockMasks* mask = masks.data();
  std::vector<BlockWeights> row_weights(c.width_blocks);
  for (uint32_t row = 0; row < c.height_blocks && Advance(monitor, 0); ++row) {
    uint8_t* codes = weights.codes.data() + size_t{row} * c.padded_width_blocks * jpeg::kBlockSize;
    for (BlockWeights& w : row_weights) {
      w.fill(visibility.floor);
      for (size_t s = 0; s < kNumScales; ++s) {
        for (size_t k = 0; k < jpeg::kBlockSize; ++k) w[k] += table[s][k] * (*mask)[s];
      }
      ++mask;
    }
    if (attention != nullptr) attention->Weigh(component, row, row_weights);
    for (const BlockWeights& w : row_weights) {
      for (const float weight : w) *codes++ = CodeOf(weight);
    }
  }
  return weights;
}

}  // namespace

const WeightTable& WeightsByCode() {
  static const WeightTable table = [] {
    WeightTable made{};
    for (int code = 0; code < 256; ++code) {
      made[static_cast<size_t>(code)] = std::exp2(
          static_cast<float>(code - coeff::kUnitWeightCode) / coeff::kWeightCodesPerOctave);
    }
    return made;
  }();
  return table;
}

Criterion CriterionOf(Tune tune, LossTarget target) {
  if (tune == Tune::kVisual) return Criterion::kVisible;
  return target == LossTarget::kPsnr ? Criterion::kSquaresOfRgb : Criterion::kSquares;
}

Distortion MakeDistortion(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                          ColourModel model, Criterion criterion, Attention* attention,
                          WorkMonitor* monitor, uint16_t unit) {
  Distortion distortion;
  distortion.planes.resize(planes.size());
  for (size_t i = 0; i < planes.size(); ++i) {
    const double pixels = PixelsPerSample(frame, frame.components[i]);
    if (criterion == Criterion::kVisible) {
      const Visibility visibility = VisibilityOf(frame, model, i, unit);
      distortion.component_weights.push_back(pixels * visibility.weight);
      distortion.planes[i] =
          VisualWeights(frame, planes[i], i, visibility, attention, monitor, unit);
    } else {
      const bool colour = IsColourDifference(model, i);
      const double of_colour =
          criterion == Criterion::kSquares ? kSquaresColourWeight : kRgbColourWeight;
      distortion.component_weights.push_back(pixels * (colour ? of_colour : 1));
    }
  }
  return distortion;
}

std::vector<quant::QuantClass> FindLossClasses(const jpeg::Frame& frame, ColourModel model,
                                               Criterion criterion) {
  std::vector<quant::QuantClass> classes = quant::FindQuantClasses(frame);
  if (model == ColourModel::kAlike || criterion != Criterion::kVisible) return classes;
  std::vector<quant::QuantClass> apart;
  for (const quant::QuantClass& from : classes) {
    for (const uint8_t i : from.components) apart.push_back({{i}, from.quant});
  }
  std::sort(apart.begin(), apart.end(),
            [](const auto& a, const auto& b) { return a.components[0] < b.components[0]; });
  return apart;
}

}  // namespace jackdaw::lossy
