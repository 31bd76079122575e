#include "codec/lossy/enc_chosen_image.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_level_loss.h"
#include "codec/lossy/enc_refine.h"
#include "codec/quant/lossy_record.h"

namespace jackdaw::lossy {
namespace {

constexpr double kLn2 = 0.69314718055994531;
// What an offset takes in the record, about.
constexpr double kOffsetBits = 6;

// As LevelChoice has it, from squared error per bit.
uint64_t LambdaQ8(double lambda) {
  return static_cast<uint64_t>(std::clamp(lambda / kLn2 * 256, 1.0, 4294967296.0));
}

// Where dequantized coefficients lie beside the levels of one frequency and magnitude.
struct Deviation {
  double sum = 0;  // of weights times |c| q - |k| q'
  double weight = 0;
};
using Deviations = std::array<std::array<Deviation, quant::kNumMagnitudes>, jpeg::kBlockSize>;

void Gather(const jpeg::CoeffPlane& plane, const jpeg::CoeffPlane& levels,
            const WeightPlane& weights, const quant::FrequencyTable& quant,
            const quant::FrequencyTable& steps, Deviations* deviations) {
  const WeightTable& weight_of = WeightsByCode();
  for (size_t i = 0; i < levels.coeffs.size(); ++i) {
    const int level = std::abs(int{levels.coeffs[i]});
    const size_t k = i % jpeg::kBlockSize;
    if (level == 0 || k == 0) continue;
    Deviation& d = (*deviations)[k][static_cast<size_t>(std::min(level, 3) - 1)];
    const double weight =
        weights.codes.empty() ? 1 : static_cast<double>(weight_of[weights.codes[i]]);
    d.sum += weight * (std::abs(int{plane.coeffs[i]}) * int{quant[k]} - level * int{steps[k]});
    d.weight += weight;
  }
}

// The middle of the lambdas at which a curve stands where it does at `lambda`. What is told beside
// a step by this one changes with the step only: pixels are rounded, so that an offset which is
// worth a little less than its bits may still do harm, and errors would fall where lambda rises.
double MiddleLambda(const RateCurve& curve, double lambda) {
  const auto at = static_cast<size_t>(&PointAt(curve, lambda) - curve.data());
  const bool is_last = at + 1 == curve.size();
  const double begin = curve[at].lambda, end = is_last ? 4 * begin : curve[at + 1].lambda;
  return at == 0 ? end / 2 : std::sqrt(begin * end);
}

// The offset nearest to the mean deviation, if it saves more weighted squared error than its bits
// are worth.
int8_t WorthwhileOffset(const Deviation& deviation, uint16_t step, double lambda) {
  if (deviation.weight <= 0) return 0;
  const double unit = static_cast<double>(step) * quant::kOffsetUnitQ8 / 256;
  const double mean = deviation.sum / deviation.weight;
  const double units =
      std::clamp<double>(std::round(mean / unit), -quant::kMaxOffsetUnits, quant::kMaxOffsetUnits);
  const double offset = units * unit;
  const double saved = deviation.weight * (2 * mean - offset) * offset;
  return saved > lambda * kOffsetBits ? static_cast<int8_t>(units * quant::kOffsetUnitQ8)
                                      : int8_t{0};
}

}  // namespace

void RequantizeClass(std::span<const jpeg::CoeffPlane> planes, const quant::QuantClass& quant_class,
                     const quant::Quantizer& quantizer, double lambda,
                     std::span<const WeightPlane> weights, std::span<jpeg::CoeffPlane> levels,
                     std::span<coeff::LevelChoice> choices) {
  std::vector<const jpeg::CoeffPlane*> sources, rounded;
  for (const size_t i : quant_class.components) {
    quant::RequantizePlane(planes[i], quant_class.quant, quantizer, &levels[i]);
    sources.push_back(&planes[i]);
    rounded.push_back(&levels[i]);
  }
  const quant::CentroidOffsets offsets =
      quant::ComputeCentroids(sources, rounded, quant_class.quant, quantizer.steps);
  for (const size_t i : quant_class.components) {
    choices[i] = {.source = &planes[i],
                  .quant = quant_class.quant,
                  .steps = quantizer.steps,
                  .offsets_q8 = offsets,
                  .lambda_q8 = LambdaQ8(lambda),
                  .weights = weights.empty() ? nullptr : weights[i].Block(0)};
  }
}

ChosenImage::ChosenImage(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                         ColourModel model, Criterion criterion, uint16_t unit,
                         Attention* attention)
    : frame_(frame),
      planes_(planes),
      curves_(frame, planes,
              {.model = model,
               .criterion = criterion,
               .most_colour_loss = MostColourLoss(criterion),
               .learned_rates = true,
               .table_ratio = kTableLambda,
               .attention = attention,
               .unit = unit}) {}

double ChosenImage::EstimatedSaving(const LossyKnobs& knobs) const {
  return (curves_.Bits({}) - curves_.Bits(knobs)) / 8;
}

LossEstimate ChosenImage::Estimate(const LossyKnobs& knobs) const {
  LossEstimate estimate;
  const double bits = curves_.PricedBits(knobs), all_bits = curves_.PricedBits({});
  // Fitted to five Kodak images at qualities 75, 90 and 95, and 75 without subsampling.
  estimate.bytes = 0.75 * std::pow(bits / 8, 0.9) * std::pow(all_bits / 8, 0.14);
  estimate.errors = curves_.Errors(knobs);
  return estimate;
}

LossyKnobs ChosenImage::KnobsAtQuality(double quality, const coeff::CoeffOptions& options) const {
  LossyKnobs first = curves_.KnobsAtQuality(quality);
  if (first.level_lambda <= 0) return first;
  ImageSample sample = TakeSample(frame_, planes_, curves_.distortion().planes);
  jpeg::Frame coded = sample.frame;
  std::vector<jpeg::CoeffPlane> levels = jpeg::AllocatePlanes(sample.frame);
  std::vector<coeff::LevelChoice> choices(planes_.size());
  for (size_t c = 0; c < curves_.classes().size(); ++c) {
    const quant::Quantizer quantizer = curves_.QuantizerOf(c, first);
    RequantizeClass(sample.planes, curves_.classes()[c], curves_.InUnits(quantizer),
                    curves_.InUnits(curves_.LevelLambda(c, first)), sample.weights, levels,
                    choices);
    for (const size_t i : curves_.classes()[c].components)
      coded.components[i].quant = quantizer.steps;
  }
  // What the curves count is what these rounded levels lose.
  const auto losses = [&] {
    std::vector<ClassLoss> of_classes;
    for (const quant::QuantClass& quant_class : curves_.classes()) {
      ClassLoss sum;
      for (const size_t i : quant_class.components) {
        const ClassLoss loss =
            LossOfLevels(sample.frame.components[i], sample.planes[i], sample.weights[i], levels[i],
                         coded.components[i].quant, curves_.unit());
        sum.distortion += loss.distortion;
        sum.squared_error += loss.squared_error;
      }
      of_classes.push_back(sum);
    }
    return of_classes;
  };
  const std::vector<ClassLoss> rounded = losses();
  (void)coeff::EncodeChosen(coded, choices, options, &levels);
  std::vector<ClassLoss> real = losses();
  for (size_t c = 0; c < real.size(); ++c) real[c] = RatioOfLosses(real[c], rounded[c]);
  return curves_.KnobsAtQuality(quality, real);
}

ChosenLevels ChosenImage::Encode(const LossyKnobs& knobs, coeff::CoeffOptions options) const {
  ChosenLevels chosen;
  WorkMeter meter(UINT64_MAX / 2);
  options.work = &meter;
  const std::vector<coeff::LevelChoice> choices = Requantize(knobs, &chosen);
  chosen.coefficients = coeff::EncodeChosen(chosen.frame, choices, options, &chosen.levels);
  chosen.coding_work = meter.used();
  chosen.lossless = IsLossless(chosen);
  FindOffsets(knobs, &chosen);
  return chosen;
}

double ChosenImage::Cost(const LossyKnobs& knobs, coeff::CoeffOptions options) const {
  const ChosenLevels chosen = Encode(knobs, options);
  return 8 * knobs.level_lambda * static_cast<double>(chosen.coefficients.size()) +
         CostOfErrors(curves_, frame_, planes_, chosen.levels, Steps(knobs), knobs);
}

std::vector<quant::FrequencyTable> ChosenImage::Steps(const LossyKnobs& knobs) const {
  std::vector<quant::FrequencyTable> steps(frame_.components.size());
  for (size_t c = 0; c < curves_.classes().size(); ++c) {
    const quant::Quantizer quantizer = curves_.QuantizerOf(c, knobs);
    for (const size_t i : curves_.classes()[c].components) steps[i] = quantizer.steps;
  }
  return steps;
}

std::vector<coeff::LevelChoice> ChosenImage::Requantize(const LossyKnobs& knobs,
                                                        ChosenLevels* chosen) const {
  chosen->frame = frame_;
  chosen->levels = jpeg::AllocatePlanes(frame_);
  std::vector<coeff::LevelChoice> choices(frame_.components.size());
  for (size_t c = 0; c < curves_.classes().size(); ++c) {
    const quant::QuantClass& quant_class = curves_.classes()[c];
    const quant::Quantizer quantizer = curves_.QuantizerOf(c, knobs);
    RequantizeClass(planes_, quant_class, curves_.InUnits(quantizer),
                    curves_.InUnits(curves_.LevelLambda(c, knobs)), curves_.distortion().planes,
                    chosen->levels, choices);
    for (const size_t i : quant_class.components) {
      chosen->frame.components[i].quant = quantizer.steps;
    }
  }
  return choices;
}

void ChosenImage::FindOffsets(const LossyKnobs& knobs, ChosenLevels* chosen) const {
  chosen->offsets.resize(frame_.components.size());
  const std::vector<quant::QuantClass>& classes = curves_.classes();
  // Classes of the output: two of the input may have become one.
  for (const quant::QuantClass& output_class : quant::FindQuantClasses(chosen->frame)) {
    Deviations deviations{};
    for (const size_t i : output_class.components) {
      Gather(planes_[i], chosen->levels[i], curves_.distortion().planes[i],
             frame_.components[i].quant, quant::ScaledSteps(output_class.quant, curves_.unit()),
             &deviations);
    }
    const size_t first = output_class.components[0];
    const auto own = std::find_if(classes.begin(), classes.end(), [&](const quant::QuantClass& c) {
      return std::find(c.components.begin(), c.components.end(), first) != c.components.end();
    });
    const auto c = static_cast<size_t>(own - classes.begin());
    quant::CentroidOffsets offsets{};
    for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
      const double curve_lambda =
          MiddleLambda(curves_.Curve(c, k), curves_.TableLambdaOf(c, k, knobs));
      for (size_t m = 0; m < quant::kNumMagnitudes; ++m) {
        const Deviation deviation = {deviations[k][m].sum / curves_.unit(),
                                     deviations[k][m].weight};
        offsets[k][m] =
            WorthwhileOffset(deviation, output_class.quant[k], curve_lambda / kTableLambda);
      }
    }
    for (const size_t i : output_class.components) chosen->offsets[i] = offsets;
  }
}

bool ChosenImage::IsLossless(const ChosenLevels& chosen) const {
  if (curves_.unit() > 1) return false;
  for (size_t i = 0; i < planes_.size(); ++i) {
    if (chosen.frame.components[i].quant != frame_.components[i].quant) return false;
    if (chosen.levels[i].coeffs != planes_[i].coeffs) return false;
  }
  return true;
}

}  // namespace jackdaw::lossy
