#include "codec/quant/enc_rate_curves.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "codec/quant/lossy_record.h"
#include "codec/quant/requantize.h"

namespace jackdaw {
namespace {

// Of dead zones wider than 1/4 of a step none was ever on a hull of photographs.
constexpr std::array<uint8_t, 3> kDeadZonesQ8 = {0, 32, 64};
constexpr size_t kNumSizes = 18;  // bit lengths of magnitudes up to 2^17

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

// Where coefficients lie beside their level.
struct Deviation {
  double sum = 0, count = 0;
};

// What offsets save of the squared error: all that a mean deviation is worth, but for the rounding
// of offsets to units, whose error is uniform.
double SavedByOffsets(const std::array<Deviation, kNumMagnitudes>& deviations, uint16_t step) {
  const double unit = static_cast<double>(step) * kOffsetUnitQ8 / 256;
  double saved = 0;
  for (const Deviation& d : deviations) {
    if (d.count > 0) saved += std::max(0.0, d.sum * d.sum / d.count - d.count * unit * unit / 12);
  }
  return saved;
}

// offsets: count with them.
RateSample Requantized(const MagnitudeHistogram& histogram, uint16_t quant, uint16_t step,
                       uint8_t dead_zone_q8, bool offsets) {
  RateSample coded;
  LevelStatistics& s = coded.statistics;
  std::array<double, kNumSizes> sizes{};
  std::array<Deviation, kNumMagnitudes> deviations{};
  for (const MagnitudeCount& bin : histogram) {
    const uint64_t level = Level(bin.magnitude, quant, step, dead_zone_q8);
    const auto size = static_cast<size_t>(std::bit_width(level));
    sizes[size] += bin.count;
    s.count += bin.count;
    s.entropy_bits += static_cast<double>(size) * bin.count;
    const double error =
        static_cast<double>(bin.magnitude) * quant - static_cast<double>(level) * step;
    coded.distortion += error * error * bin.count;
    if (level == 0) continue;
    s.nonzero += bin.count;
    if (level > 1) s.large += bin.count;
    s.magnitudes += static_cast<double>(level) * bin.count;
    Deviation& d = deviations[std::min<uint64_t>(level, kNumMagnitudes) - 1];
    d.sum += error * bin.count;
    d.count += bin.count;
  }
  s.entropy_bits += EntropyBits(sizes);
  coded.all_zero = s.nonzero == 0;
  if (offsets) coded.distortion -= SavedByOffsets(deviations, step);
  return coded;
}

// Every step up to 4 q or 64, then in ratios of about 1.06.
uint32_t NextStep(uint32_t step, uint16_t quant) {
  return step < std::max<uint32_t>(64, 4u * quant) ? step + 1 : step + step / 16;
}

double Slope(const RatePoint& from, const RatePoint& to) {
  return (to.distortion - from.distortion) / (from.bits - to.bits);
}

// Ascending distortion; of equal ones the one of least bits first.
bool ByDistortion(const RatePoint& a, const RatePoint& b) {
  return a.distortion != b.distortion ? a.distortion < b.distortion : a.bits < b.bits;
}

struct Candidate {
  RatePoint point;
  LevelStatistics statistics;
};

// Lambdas that learned rates are asked at, 2^(i / 3).
constexpr int kLambdasPerOctave = 3, kFirstLambda = 0, kNumLambdas = 14 * 3 + 1;
double Log2Lambda(size_t l) { return (kFirstLambda + static_cast<double>(l)) / kLambdasPerOctave; }

// For each lambda a point, never an earlier one than for the lambda before: of all such paths the
// one whose costs are least, each as a share of the least cost at its lambda.
std::array<size_t, kNumLambdas> MonotonePath(const std::vector<RatePoint>& points,
                                             const std::vector<RateOfLevels>& rates) {
  const size_t n = points.size();
  std::vector<double> costs(n), sums(n);  // sums: of the best path to each point
  std::vector<std::vector<size_t>> before(kNumLambdas, std::vector<size_t>(n));
  for (size_t l = 0; l < kNumLambdas; ++l) {
    const double lambda = std::exp2(Log2Lambda(l));
    for (size_t i = 0; i < n; ++i) {
      costs[i] = points[i].distortion + lambda * rates[i].Bits(Log2Lambda(l));
    }
    const double least = *std::min_element(costs.begin(), costs.end());
    size_t best = 0;
    for (size_t i = 0; i < n; ++i) {
      if (sums[i] < sums[best]) best = i;
      before[l][i] = best;
      costs[i] = sums[best] + (least > 0 ? costs[i] / least : 1);
    }
    sums = costs;
  }
  std::array<size_t, kNumLambdas> path{};
  size_t at = static_cast<size_t>(std::min_element(sums.begin(), sums.end()) - sums.begin());
  for (size_t l = kNumLambdas; l-- > 0;) {
    path[l] = at;
    at = before[l][at];
  }
  return path;
}

RateCurve LearnedCurve(std::vector<Candidate> candidates, const RateModel& model,
                       const RatePlace& place) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return ByDistortion(a.point, b.point); });
  std::vector<RatePoint> points;
  std::vector<RateOfLevels> rates;
  for (const Candidate& c : candidates) {
    if (!points.empty() && c.point.bits >= points.back().bits) continue;
    points.push_back(c.point);
    rates.emplace_back(model, place, c.point.step, c.statistics);
  }
  RateCurve curve = {points[0]};
  if (points.size() == 1) return curve;
  const std::array<size_t, kNumLambdas> path = MonotonePath(points, rates);
  size_t chosen = 0;
  for (size_t l = 0; l < kNumLambdas; ++l) {
    if (path[l] == chosen) continue;
    chosen = path[l];
    curve.push_back(points[chosen]);
    // Half a step of the grid earlier: the lambda asked is the middle of its interval.
    curve.back().lambda = std::exp2(Log2Lambda(l) - 0.5 / kLambdasPerOctave);
  }
  return curve;
}

RateCurve MakeCurve(const MagnitudeHistogram& values, const MagnitudeHistogram& coded_values,
                    const RatePlace& place, uint16_t max_step, const CurveOptions& options) {
  std::vector<Candidate> candidates;
  const uint16_t quant = place.quant;
  for (uint32_t step = quant; step <= std::max(quant, max_step); step = NextStep(step, quant)) {
    const auto step16 = static_cast<uint16_t>(step);
    bool all_zero = true;
    for (const uint8_t dead_zone : kDeadZonesQ8) {
      const RateSample sample =
          SampleRate(values, coded_values, quant, step16, dead_zone, options.centroids);
      candidates.push_back({{sample.statistics.entropy_bits, sample.distortion, step16, dead_zone},
                            sample.statistics});
      all_zero = all_zero && sample.all_zero;
      // DC's rate does not know of dead zones, and at q' = q they change nothing. Models know what
      // the choice of levels will bring.
      if (step == quant || &values != &coded_values || options.model != nullptr) break;
    }
    if (all_zero) break;
  }
  if (options.model != nullptr) return LearnedCurve(std::move(candidates), *options.model, place);
  std::vector<RatePoint> points;
  for (const Candidate& c : candidates) points.push_back(c.point);
  return LowerHull(std::move(points));
}

}  // namespace

RateCurve LowerHull(std::vector<RatePoint> candidates) {
  std::stable_sort(candidates.begin(), candidates.end(), ByDistortion);
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

ClassCurves MakeCurves(const ClassStatistics& statistics, const FrequencyTable& quant,
                       uint16_t max_step, const CurveOptions& options) {
  ClassCurves curves;
  RatePlace place{.chroma = options.chroma};
  if (options.model != nullptr) place.bits_per_block = BitsPerBlock(statistics, quant);
  for (size_t k = 0; k < kBlockSize; ++k) {
    const MagnitudeHistogram& values = statistics.magnitudes[k];
    place.frequency = k;
    place.quant = quant[k];
    curves.frequencies[k] =
        MakeCurve(values, k == 0 ? statistics.dc_differences : values, place, max_step, options);
  }
  return curves;
}

RateSample SampleRate(const MagnitudeHistogram& values, const MagnitudeHistogram& coded_values,
                      uint16_t quant, uint16_t step, uint8_t dead_zone_q8, bool centroids) {
  const bool is_dc = &values != &coded_values;
  RateSample sample = Requantized(values, quant, step, dead_zone_q8, centroids && !is_dc);
  if (is_dc) sample.statistics = Requantized(coded_values, quant, step, 0, false).statistics;
  return sample;
}

double BitsPerBlock(const ClassStatistics& statistics, const FrequencyTable& quant) {
  double bits = 0, num_blocks = 0;
  for (size_t k = 1; k < kBlockSize; ++k) {
    const LevelStatistics s =
        Requantized(statistics.magnitudes[k], quant[k], quant[k], 0, false).statistics;
    bits += s.entropy_bits;
    num_blocks = std::max(num_blocks, s.count);
  }
  return num_blocks > 0 ? bits / num_blocks : 0;
}

Quantizer QuantizerAt(const ClassCurves& curves, double lambda) {
  Quantizer quantizer;
  for (size_t k = 0; k < kBlockSize; ++k) {
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
  }
  return total;
}

}  // namespace jackdaw
