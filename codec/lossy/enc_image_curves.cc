#include "codec/lossy/enc_image_curves.h"

#include <algorithm>
#include <cmath>

#include "codec/jpeg/standard_tables.h"
#include "codec/lossy/enc_target_search.h"
#include "codec/lossy/enc_visual_fit.h"

namespace jackdaw::lossy {
namespace {

constexpr double kLeastLambda = 1e-5;
// Halvings of an interval of 11 decades, to within 0.1 %.
constexpr int kHalvings = 16;
constexpr double kLeastScale = 1e-6;

// The distortion at --quality beside what cjpeg would cause: fitted to equal SSIMULACRA2, which
// finds our errors easier to bear the coarser they are (docs/measured/lossy.md).
double ShareAtQuality(double quality) { return 1.14 + 0.0046 * (50 - quality); }
// Beside that, of pictures with subsampled colour; and of .jkd files of others.
double ShareOfSubsampled(double quality) { return 0.95 - 0.002 * (quality - 50); }
constexpr double kShareOfJkd = 1.06;

bool HasSubsampledColour(const jpeg::Frame& frame) {
  return std::ranges::any_of(frame.components, [&](const jpeg::FrameComponent& component) {
    return component.h < frame.components[0].h || component.v < frame.components[0].v;
  });
}

// The lambda up to which `loss`, which never falls, is at most `wanted`; 0 if there is none.
template <class Loss>
double LambdaWhere(const Loss& loss, double wanted) {
  if (loss(kLeastLambda) > wanted) return 0;
  double low = kLeastLambda, high = kMaxLambda;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = std::sqrt(low * high);
    (loss(middle) <= wanted ? low : high) = middle;
  }
  return low;
}

// Quality of the standard tables whose levels are shown to the rate model for a picture that has
// none: as fine as the JPEG files that it was trained on.
constexpr int kNominalQuality = 96;

RateContexts ContextsOf(const ClassStatistics& statistics, const quant::QuantClass& quant_class,
                        bool chroma, uint16_t unit) {
  if (unit == 1) return GatherRateContexts(statistics, quant_class.quant, chroma);
  const quant::FrequencyTable nominal = jpeg::ScaledQuantTable(
      chroma ? jpeg::QuantBase::kChroma : jpeg::QuantBase::kLuma, kNominalQuality, 255);
  return GatherRateContexts(QuantizedStatistics(statistics, nominal, unit), nominal, chroma);
}

}  // namespace

ImageCurves::ImageCurves(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                         const CurveOptions& options)
    : frame_(frame),
      unit_(options.unit),
      model_(options.model),
      learned_rates_(options.learned_rates),
      most_colour_loss_(options.most_colour_loss),
      table_ratio_(options.table_ratio *
                   (options.criterion == Criterion::kVisible ? ShippedVisualFit().table_ratio : 1)),
      distortion_(MakeDistortion(frame, planes, options.model, options.criterion, options.attention,
                                 options.monitor, options.unit)),
      classes_(FindLossClasses(frame, options.model, options.criterion)) {
  for (const quant::QuantClass& quant_class : classes_) {
    statistics_.push_back(
        GatherStatistics(frame, quant_class, planes, distortion_.planes, options.monitor));
    const ClassStatistics& statistics = statistics_.back();
    curves_.push_back(MakeCurves(statistics, quant_class.quant, quant::MaxStep(frame), unit_));
    if (!learned_rates_) continue;
    const bool chroma = frame.components.size() == 3 && quant_class.components[0] > 0;
    MoveLambdas(ShippedRateModel(), ContextsOf(statistics, quant_class, chroma, unit_),
                &curves_.back());
  }
}

double ImageCurves::TableLambda(size_t c, const LossyKnobs& knobs) const {
  return table_ratio_ * knobs.table_lambda * knobs.scales[classes_[c].components[0]] / WeightOf(c);
}

double ImageCurves::TableLambdaOf(size_t c, size_t frequency, const LossyKnobs& knobs) const {
  const double lambda = TableLambda(c, knobs);
  if (knobs.factors == nullptr) return lambda;
  return lambda * knobs.factors->lambda[classes_[c].components[0]][frequency];
}

double ImageCurves::LevelLambda(size_t c, const LossyKnobs& knobs) const {
  return knobs.level_lambda * knobs.scales[classes_[c].components[0]] / WeightOf(c);
}

quant::Quantizer ImageCurves::QuantizerOf(size_t c, const LossyKnobs& knobs) const {
  if (knobs.table_lambda <= 0) return quant::IdentityQuantizer(classes_[c].quant);
  if (knobs.factors == nullptr) return QuantizerAt(curves_[c], TableLambda(c, knobs));
  quant::Quantizer quantizer;
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    const RatePoint& point = PointAt(curves_[c].frequencies[k], TableLambdaOf(c, k, knobs));
    quantizer.steps[k] = point.step;
    quantizer.dead_zones_q8[k] = point.dead_zone_q8;
  }
  return quantizer;
}

double ImageCurves::Bits(const LossyKnobs& knobs) const {
  double bits = 0;
  for (size_t c = 0; c < classes_.size(); ++c) {
    bits += TotalAt(curves_[c], TableLambda(c, knobs)).bits;
  }
  return bits;
}

double ImageCurves::PricedBits(const LossyKnobs& knobs) const {
  double bits = 0;
  for (size_t c = 0; c < classes_.size(); ++c) {
    bits += PricedBitsAt(curves_[c], TableLambda(c, knobs));
  }
  return bits;
}

PixelErrors ImageCurves::Errors(const LossyKnobs& knobs) const {
  std::vector<double> errors(frame_.components.size(), 0);
  for (size_t c = 0; c < classes_.size(); ++c) {
    const double error = MeanSquaredError(frame_, classes_[c], curves_[c], TableLambda(c, knobs));
    for (const size_t i : classes_[c].components) errors[i] = error;
  }
  return PixelErrorsOf(errors, model_);
}

double ImageCurves::ColourCost(const LossyKnobs& knobs) const {
  double cost = 0;
  for (size_t c = 0; c < classes_.size(); ++c) {
    if (!IsColourDifference(model_, classes_[c].components[0])) continue;
    const RatePoint total = TotalAt(curves_[c], TableLambda(c, knobs));
    cost += WeightOf(c) * (total.distortion + LevelLambda(c, knobs) * total.bits);
  }
  return cost;
}

ClassLoss ImageCurves::LossOf(size_t c, const LossyKnobs& knobs) const {
  const RatePoint total = TotalAt(curves_[c], TableLambda(c, knobs));
  return {total.distortion, total.squared_error};
}

LossyKnobs ImageCurves::KnobsAtQuality(double quality, std::span<const ClassLoss> real,
                                       std::span<const double> most_colour) const {
  if (quality >= 100) return {};
  double share = ShareAtQuality(quality);
  if (HasSubsampledColour(frame_)) {
    share *= ShareOfSubsampled(quality);
  } else if (model_ != ColourModel::kAlike && learned_rates_) {
    share *= kShareOfJkd;
  }
  std::vector<ClassLoss> most;  // per class
  double wanted = 0;
  for (size_t c = 0; c < classes_.size(); ++c) {
    const bool colour = IsColourDifference(model_, classes_[c].components[0]);
    most.push_back(CjpegLoss(statistics_[c], classes_[c].quant, colour, quality, unit_));
    wanted += share * WeightOf(c) * most[c].distortion;
  }
  const auto real_of = [&](size_t c) { return real.empty() ? ClassLoss{1, 1} : real[c]; };
  const auto distortion = [&](double lambda) {
    double sum = 0;
    for (size_t c = 0; c < classes_.size(); ++c) {
      sum += real_of(c).distortion * WeightOf(c) * LossOf(c, EqualKnobs(lambda)).distortion;
    }
    return sum;
  };
  LossyKnobs knobs = EqualKnobs(LambdaWhere(distortion, wanted));
  if (knobs.level_lambda <= 0 || model_ == ColourModel::kAlike) return knobs;
  for (size_t c = 0; c < classes_.size(); ++c) {
    if (!IsColourDifference(model_, classes_[c].components[0])) continue;
    const auto error = [&](double lambda) {
      return real_of(c).squared_error * LossOf(c, EqualKnobs(lambda)).squared_error;
    };
    const double bound = most_colour.empty() ? most_colour_loss_ * most[c].squared_error
                                             : std::max(most[c].squared_error, most_colour[c]);
    const double lambda = LambdaWhere(error, bound);
    for (const size_t i : classes_[c].components) {
      knobs.scales[i] = std::clamp(lambda / knobs.level_lambda, kLeastScale, 1.0);
    }
  }
  return knobs;
}

}  // namespace jackdaw::lossy
