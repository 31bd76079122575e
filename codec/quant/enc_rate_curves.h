// Step tables from one knob, lambda: squared error that a bit may cost.
//
// Per class and frequency every effective step with several dead zones gives a point (bits,
// distortion): bits by the zero-order entropy of the sizes of the levels (T.81 F.1.2) plus their
// raw bits, distortion as the sum of squared dequantized errors, which is squared pixel error (the
// DCT of T.81 A.3.3 is orthonormal). Only points on the lower convex hull are kept, and lambda
// picks the one that minimises distortion + lambda bits. Along the hull bits fall and distortion
// rises, so both are monotone in lambda by construction; the first point has no distortion.
//
// For .jkd a rate model tells what the learned prior will spend, which depends on lambda. Then a
// curve holds, of the points of falling entropy and rising distortion, those that win on a grid of
// lambdas, and never goes back: as monotone as a hull, and with the same first point.
#ifndef JACKDAW_CODEC_QUANT_ENC_RATE_CURVES_H_
#define JACKDAW_CODEC_QUANT_ENC_RATE_CURVES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "codec/quant/enc_rate_model.h"
#include "codec/quant/enc_statistics.h"
#include "codec/quant/step_table.h"

namespace jackdaw {

struct RatePoint {
  double bits = 0;  // entropy
  double distortion = 0;
  uint16_t step = 1;
  uint8_t dead_zone_q8 = 0;
  double lambda = 0;  // from which on the point is chosen
};
// Strictly falling bits, strictly rising distortion and lambda; never empty.
using RateCurve = std::vector<RatePoint>;

// The points of `candidates` on their lower convex hull, from the one of least distortion (of
// several, the one of least bits) on. REQUIRES: not empty.
RateCurve LowerHull(std::vector<RatePoint> candidates);

// The point chosen at a lambda >= 0: of a hull, that of least distortion + lambda bits.
const RatePoint& PointAt(const RateCurve& curve, double lambda);

// One curve per frequency, zigzag order.
struct ClassCurves {
  std::array<RateCurve, kBlockSize> frequencies;
};

struct CurveOptions {
  const RateModel* model = nullptr;  // of bits; null: the entropy itself
  bool chroma = false;               // for the model: colour differences beside a luma
  bool centroids = false;            // offsets of the lossy record will be told
};

// quant: of the class. max_step: as MaxStep says.
ClassCurves MakeCurves(const ClassStatistics& statistics, const FrequencyTable& quant,
                       uint16_t max_step, const CurveOptions& options = {});

// The candidate of one frequency at one step and dead zone, for those that fit rate models.
// values, coded_values: of ClassStatistics (different for DC).
struct RateSample {
  LevelStatistics statistics;  // of coded_values
  double distortion = 0;       // of values
  bool all_zero = true;        // all levels of values
};
RateSample SampleRate(const MagnitudeHistogram& values, const MagnitudeHistogram& coded_values,
                      uint16_t quant, uint16_t step, uint8_t dead_zone_q8, bool centroids);

// RatePlace::bits_per_block.
double BitsPerBlock(const ClassStatistics& statistics, const FrequencyTable& quant);

Quantizer QuantizerAt(const ClassCurves& curves, double lambda);

// Sums over the frequencies, as the model sees them.
RatePoint TotalAt(const ClassCurves& curves, double lambda);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_QUANT_ENC_RATE_CURVES_H_
