#include "codec/lossy/enc_rate_curves.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "codec/quant/requantize.h"

namespace jackdaw::lossy {
namespace {

// Of dead zones wider than 1/4 of a step none was ever on a hull of photographs.
constexpr std::array<uint8_t, 3> kDeadZonesQ8 = {0, 32, 64};
constexpr size_t kNumSizes = 18;  // bit lengths of magnitudes up to 2^17

struct Coded {
  double bits = 0;
  double distortion = 0;
  double squared_error = 0;
  bool all_zero = true;
};

uint64_t Level(uint32_t magnitude, uint16_t quant, uint16_t step, uint8_t dead_zone_q8) {
  const uint64_t value = uint64_t{magnitude} * quant * 256 + uint64_t{128u - dead_zone_q8} * step;
  return value / (uint64_t{256} * step);
}

double EntropyBits(const std::array<double, kNumSizes>& counts) {
  double total = 0, bits = 0;
  for (const double count : counts) {
    total += count;
    if (count > 0) bits -= count * std::log2(count);
  }
  return total > 0 ? bits + total * std::log2(total) : 0;
}

Coded CodeBits(const MagnitudeHistogram& histogram, uint16_t quant, uint16_t step,
               uint8_t dead_zone_q8) {
  Coded coded;
  std::array<double, kNumSizes> sizes{};
  for (const MagnitudeCount& bin : histogram) {
    const uint64_t level = Level(bin.magnitude, quant, step, dead_zone_q8);
    const auto size = static_cast<size_t>(std::bit_width(level));
    sizes[size] += bin.count;
    coded.bits += static_cast<double>(size) * bin.count;
    const double error =
        static_cast<double>(bin.magnitude) * quant - static_cast<double>(level) * step;
    coded.distortion += error * error * bin.weight;
    coded.squared_error += error * error * bin.count;
    coded.all_zero = coded.all_zero && level == 0;
  }
  coded.bits += EntropyBits(sizes);
  return coded;
}

// Every step up to 4 q or 64, then in ratios of about 1.06.
uint32_t NextStep(uint32_t step, uint16_t quant) {
  return step < std::max<uint32_t>(64, 4u * quant) ? step + 1 : step + step / 16;
}

RateCurve MakeCurve(const MagnitudeHistogram& values, const MagnitudeHistogram& coded_values,
                    uint16_t quant, uint16_t max_step, uint16_t unit) {
  std::vector<RatePoint> candidates;
  const auto unit_area = static_cast<double>(unit * unit);
  for (uint32_t step = quant; step <= std::max(quant, max_step); step = NextStep(step, quant)) {
    const auto step16 = static_cast<uint16_t>(step);
    const auto scaled_step = static_cast<uint16_t>(step * unit);
    bool all_zero = true;
    for (const uint8_t dead_zone : kDeadZonesQ8) {
      const Coded value = CodeBits(values, quant, scaled_step, dead_zone);
      const double bits = &values == &coded_values
                              ? value.bits
                              : CodeBits(coded_values, quant, scaled_step, 0).bits;
      candidates.push_back(
          {bits, value.distortion / unit_area, value.squared_error / unit_area, step16, dead_zone});
      all_zero = all_zero && value.all_zero;
      // DC's rate does not know of dead zones, and at q' = q they change nothing.
      if (scaled_step == quant || &values != &coded_values) break;
    }
    if (all_zero) break;
  }
  return LowerHull(std::move(candidates));
}

// The magnitudes after rounding to multiples of a step, in steps.
MagnitudeHistogram Quantized(const MagnitudeHistogram& histogram, uint32_t step) {
  MagnitudeHistogram quantized;
  for (const MagnitudeCount& bin : histogram) {
    const uint32_t level = (bin.magnitude + step / 2) / step;
    if (quantized.empty() || quantized.back().magnitude != level) {
      quantized.push_back({level, 0, 0});
    }
    quantized.back().count += bin.count;
    quantized.back().weight += bin.weight;
  }
  return quantized;
}

double Slope(const RatePoint& from, const RatePoint& to) {
  return (to.distortion - from.distortion) / (from.bits - to.bits);
}

LevelStatistics StatisticsOf(const MagnitudeHistogram& histogram, uint16_t quant) {
  LevelStatistics s;
  for (const MagnitudeCount& bin : histogram) {
    s.count += bin.count;
    if (bin.magnitude > 0) s.nonzero += bin.count;
    if (bin.magnitude > 1) s.large += bin.count;
    s.magnitudes += static_cast<double>(bin.magnitude) * bin.count;
  }
  s.entropy_bits = CodeBits(histogram, quant, quant, 0).bits;
  return s;
}

// Of what is not zero.
double MeanWeight(const MagnitudeHistogram& histogram) {
  double weight = 0, count = 0;
  for (const MagnitudeCount& bin : histogram) {
    if (bin.magnitude == 0) continue;
    weight += bin.weight;
    count += bin.count;
  }
  return count > 0 ? weight / count : 1;
}

// Lambdas at which a model is asked, 2^(l / 2).
constexpr int kFirstLambda = -6, kLastLambda = 32;
constexpr double kOctavesApart = 0.5;

// Between the lambdas of the grid logarithms are interpolated, beyond it factors stay as they are.
// weight: of the curve's distortion, which the model knows nothing of.
void MoveLambdasOf(const RateFactor& factor, double weight, RateCurve* curve) {
  double log2_lambda = kFirstLambda * kOctavesApart;
  double reached = log2_lambda + std::log2(factor.At(log2_lambda));  // log2 of lambda times factor
  double before = reached;
  int l = kFirstLambda;
  for (size_t i = 1; i < curve->size(); ++i) {
    const double wanted = std::log2((*curve)[i].lambda / weight);
    while (reached < wanted && l < kLastLambda) {
      ++l;
      log2_lambda = l * kOctavesApart;
      before = reached;
      reached = std::max(reached, log2_lambda + std::log2(factor.At(log2_lambda)));
    }
    double moved = log2_lambda + wanted - reached;
    if (before < wanted && wanted < reached) {
      moved = log2_lambda - kOctavesApart * (reached - wanted) / (reached - before);
    }
    (*curve)[i].lambda = std::exp2(moved) * weight;
  }
}

}  // namespace

RateCurve LowerHull(std::vector<RatePoint> candidates) {
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    return a.distortion != b.distortion ? a.distortion < b.distortion : a.bits < b.bits;
  });
  RateCurve hull;
  for (const RatePoint& point : candidates) {
    if (!hull.empty() && point.bits >= hull.back().bits) continue;
    while (hull.size() >= 2 &&
           Slope(hull[hull.size() - 2], hull.back()) >= Slope(hull.back(), point)) {
      hull.pop_back();
    }
    hull.push_back(point);
  }
  for (size_t i = 1; i < hull.size(); ++i) hull[i].lambda = Slope(hull[i - 1], hull[i]);
  return hull;
}

const RatePoint& PointAt(const RateCurve& curve, double lambda) {
  size_t i = 0;
  while (i + 1 < curve.size() && curve[i + 1].lambda <= lambda) ++i;
  return curve[i];
}

ClassCurves MakeCurves(const ClassStatistics& statistics, const quant::FrequencyTable& quant,
                       uint16_t max_step, uint16_t unit) {
  ClassCurves curves;
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    const MagnitudeHistogram& values = statistics.magnitudes[k];
    curves.frequencies[k] =
        MakeCurve(values, k == 0 ? statistics.dc_differences : values, quant[k], max_step, unit);
  }
  return curves;
}

RateContexts GatherRateContexts(const ClassStatistics& statistics,
                                const quant::FrequencyTable& quant, bool chroma) {
  RateContexts contexts;
  double ac_bits = 0, num_blocks = 0;
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    const auto& histogram = k == 0 ? statistics.dc_differences : statistics.magnitudes[k];
    contexts[k].place = {.chroma = chroma, .frequency = k, .quant = quant[k]};
    contexts[k].statistics = StatisticsOf(histogram, quant[k]);
    contexts[k].weight = MeanWeight(statistics.magnitudes[k]);
    if (k > 0) ac_bits += contexts[k].statistics.entropy_bits;
    num_blocks = std::max(num_blocks, contexts[k].statistics.count);
  }
  for (RateContext& context : contexts) {
    context.place.bits_per_block = num_blocks > 0 ? ac_bits / num_blocks : 0;
  }
  return contexts;
}

ClassStatistics QuantizedStatistics(const ClassStatistics& statistics,
                                    const quant::FrequencyTable& steps, uint16_t unit) {
  ClassStatistics quantized;
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    const uint32_t step = uint32_t{steps[k]} * unit;
    quantized.magnitudes[k] = Quantized(statistics.magnitudes[k], step);
    if (k == 0) quantized.dc_differences = Quantized(statistics.dc_differences, step);
  }
  return quantized;
}

void MoveLambdas(const RateModel& model, const RateContexts& contexts, ClassCurves* curves) {
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    if (contexts[k].statistics.count == 0) continue;
    MoveLambdasOf({model, contexts[k].place, contexts[k].statistics}, contexts[k].weight,
                  &curves->frequencies[k]);
  }
}

quant::Quantizer QuantizerAt(const ClassCurves& curves, double lambda) {
  quant::Quantizer quantizer;
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    const RatePoint& point = PointAt(curves.frequencies[k], lambda);
    quantizer.steps[k] = point.step;
    quantizer.dead_zones_q8[k] = point.dead_zone_q8;
  }
  return quantizer;
}

RatePoint TotalAt(const ClassCurves& curves, double lambda) {
  RatePoint total;
  for (const RateCurve& curve : curves.frequencies) {
    const RatePoint& point = PointAt(curve, lambda);
    total.bits += point.bits;
    total.distortion += point.distortion;
    total.squared_error += point.squared_error;
  }
  return total;
}

double PricedBitsAt(const ClassCurves& curves, double lambda) {
  double bits = 0;
  for (const RateCurve& curve : curves.frequencies) {
    // From one point to the next, distortion rises by lambda times the bits that it saves.
    for (size_t i = curve.size(); i-- > 1 && curve[i].lambda > lambda;) {
      bits += (curve[i].distortion - curve[i - 1].distortion) / curve[i].lambda;
    }
  }
  return bits;
}

}  // namespace jackdaw::lossy
