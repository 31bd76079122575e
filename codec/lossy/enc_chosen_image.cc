#include "codec/lossy/enc_chosen_image.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/standard_tables.h"
#include "codec/lossy/enc_statistics.h"
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

// Quality of the standard tables whose levels are shown to the rate model for a picture that has
// none: as fine as the JPEG files that it was trained on.
constexpr int kNominalQuality = 96;

quant::FrequencyTable NominalSteps(bool chroma) {
  return jpeg::ScaledQuantTable(chroma ? jpeg::QuantBase::kChroma : jpeg::QuantBase::kLuma,
                                kNominalQuality, 255);
}

// Where dequantized coefficients lie beside the levels of one frequency and magnitude.
struct Deviation {
  double sum = 0;  // of |c| q - |k| q'
  double count = 0;
};
using Deviations = std::array<std::array<Deviation, quant::kNumMagnitudes>, jpeg::kBlockSize>;

void Gather(const jpeg::CoeffPlane& plane, const jpeg::CoeffPlane& levels,
            const quant::FrequencyTable& quant, const quant::FrequencyTable& steps,
            Deviations* deviations) {
  for (size_t i = 0; i < levels.coeffs.size(); ++i) {
    const int level = std::abs(int{levels.coeffs[i]});
    const size_t k = i % jpeg::kBlockSize;
    if (level == 0 || k == 0) continue;
    Deviation& d = (*deviations)[k][static_cast<size_t>(std::min(level, 3) - 1)];
    d.sum += std::abs(int{plane.coeffs[i]}) * int{quant[k]} - level * int{steps[k]};
    ++d.count;
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

// The offset nearest to the mean deviation, if it saves more squared error than its bits are worth.
int8_t WorthwhileOffset(const Deviation& deviation, uint16_t step, double lambda) {
  if (deviation.count == 0) return 0;
  const double unit = static_cast<double>(step) * quant::kOffsetUnitQ8 / 256;
  const double mean = deviation.sum / deviation.count;
  const double units =
      std::clamp<double>(std::round(mean / unit), -quant::kMaxOffsetUnits, quant::kMaxOffsetUnits);
  const double offset = units * unit;
  const double saved = deviation.count * (2 * mean - offset) * offset;
  return saved > lambda * kOffsetBits ? static_cast<int8_t>(units * quant::kOffsetUnitQ8)
                                      : int8_t{0};
}

}  // namespace

void RequantizeClass(std::span<const jpeg::CoeffPlane> planes, const quant::QuantClass& quant_class,
                     const quant::Quantizer& quantizer, double lambda,
                     std::span<jpeg::CoeffPlane> levels, std::span<coeff::LevelChoice> choices) {
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
                  .lambda_q8 = LambdaQ8(lambda)};
  }
}

ChosenImage::ChosenImage(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                         bool colour_difference, uint16_t unit)
    : frame_(frame), planes_(planes), unit_(unit), classes_(quant::FindQuantClasses(frame)) {
  for (const quant::QuantClass& quant_class : classes_) {
    const ClassStatistics statistics = GatherStatistics(frame, quant_class, planes);
    const size_t first = quant_class.components[0];
    const bool chroma = frame.components.size() == 3 && first > 0;
    curves_.push_back(MakeCurves(statistics, quant_class.quant, quant::MaxStep(frame), unit));
    const quant::FrequencyTable nominal = NominalSteps(chroma);
    const RateContexts contexts =
        unit == 1
            ? GatherRateContexts(statistics, quant_class.quant, chroma)
            : GatherRateContexts(QuantizedStatistics(statistics, nominal, unit), nominal, chroma);
    MoveLambdas(ShippedRateModel(), contexts, &curves_.back());
    const jpeg::FrameComponent& c = frame.components[first];
    const double pixels_per_sample =
        static_cast<double>(frame.hmax * frame.vmax) / static_cast<double>(c.h * c.v);
    weights_.push_back(pixels_per_sample * (colour_difference && first > 0 ? kJkdColourWeight : 1));
  }
}

double ChosenImage::EstimatedSaving(double table_lambda) const {
  double bits = 0;
  for (size_t c = 0; c < classes_.size(); ++c) {
    bits += TotalAt(curves_[c], 0).bits - TotalAt(curves_[c], CurveLambda(c, table_lambda)).bits;
  }
  return bits / 8;
}

LossEstimate ChosenImage::Estimate(double lambda) const {
  LossEstimate estimate;
  double bits = 0, all_bits = 0;
  for (size_t c = 0; c < classes_.size(); ++c) {
    bits += PricedBitsAt(curves_[c], CurveLambda(c, lambda));
    all_bits += PricedBitsAt(curves_[c], 0);
  }
  // Fitted to five Kodak images at qualities 75, 90 and 95, and 75 without subsampling.
  estimate.bytes = 0.75 * std::pow(bits / 8, 0.9) * std::pow(all_bits / 8, 0.14);
  estimate.mean_squared_error =
      MeanDistortion(frame_, classes_[0], curves_[0], CurveLambda(0, lambda));
  return estimate;
}

ChosenLevels ChosenImage::Encode(double table_lambda, double level_lambda,
                                 coeff::CoeffOptions options) const {
  ChosenLevels chosen;
  WorkMeter meter(UINT64_MAX / 2);
  options.work = &meter;
  const std::vector<coeff::LevelChoice> choices = Requantize(table_lambda, level_lambda, &chosen);
  chosen.coefficients = coeff::EncodeChosen(chosen.frame, choices, options, &chosen.levels);
  chosen.coding_work = meter.used();
  chosen.lossless = IsLossless(chosen);
  FindOffsets(table_lambda, &chosen);
  return chosen;
}

std::vector<quant::FrequencyTable> ChosenImage::Steps(double table_lambda) const {
  std::vector<quant::FrequencyTable> steps(frame_.components.size());
  for (size_t c = 0; c < classes_.size(); ++c) {
    const quant::Quantizer quantizer = QuantizerAt(curves_[c], CurveLambda(c, table_lambda));
    for (const size_t i : classes_[c].components) steps[i] = quantizer.steps;
  }
  return steps;
}

std::vector<coeff::LevelChoice> ChosenImage::Requantize(double table_lambda, double level_lambda,
                                                        ChosenLevels* chosen) const {
  chosen->frame = frame_;
  chosen->levels = jpeg::AllocatePlanes(frame_);
  std::vector<coeff::LevelChoice> choices(frame_.components.size());
  for (size_t c = 0; c < classes_.size(); ++c) {
    quant::Quantizer quantizer = QuantizerAt(curves_[c], CurveLambda(c, table_lambda));
    for (const size_t i : classes_[c].components) {
      chosen->frame.components[i].quant = quantizer.steps;
    }
    quantizer.steps = quant::ScaledSteps(quantizer.steps, unit_);
    RequantizeClass(planes_, classes_[c], quantizer, level_lambda * unit_ * unit_ / weights_[c],
                    chosen->levels, choices);
  }
  return choices;
}

void ChosenImage::FindOffsets(double table_lambda, ChosenLevels* chosen) const {
  chosen->offsets.resize(frame_.components.size());
  // Classes of the output: two of the input may have become one.
  for (const quant::QuantClass& output_class : quant::FindQuantClasses(chosen->frame)) {
    Deviations deviations{};
    for (const size_t i : output_class.components) {
      Gather(planes_[i], chosen->levels[i], frame_.components[i].quant,
             quant::ScaledSteps(output_class.quant, unit_), &deviations);
    }
    const size_t first = output_class.components[0];
    const auto own =
        std::find_if(classes_.begin(), classes_.end(), [&](const quant::QuantClass& c) {
          return std::find(c.components.begin(), c.components.end(), first) != c.components.end();
        });
    const auto c = static_cast<size_t>(own - classes_.begin());
    quant::CentroidOffsets offsets{};
    for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
      const double curve_lambda =
          MiddleLambda(curves_[c].frequencies[k], CurveLambda(c, table_lambda));
      for (size_t m = 0; m < quant::kNumMagnitudes; ++m) {
        offsets[k][m] = WorthwhileOffset({deviations[k][m].sum / unit_, deviations[k][m].count},
                                         output_class.quant[k], curve_lambda / kTableLambda);
      }
    }
    for (const size_t i : output_class.components) chosen->offsets[i] = offsets;
  }
}

bool ChosenImage::IsLossless(const ChosenLevels& chosen) const {
  if (unit_ > 1) return false;
  for (size_t i = 0; i < planes_.size(); ++i) {
    if (chosen.frame.components[i].quant != frame_.components[i].quant) return false;
    if (chosen.levels[i].coeffs != planes_[i].coeffs) return false;
  }
  return true;
}

}  // namespace jackdaw::lossy
