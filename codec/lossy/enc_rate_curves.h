// Step tables from one knob, lambda: squared error that a bit may cost.
//
// Per class and frequency every effective step with several dead zones gives a point (bits,
// distortion): bits by the zero-order entropy of the sizes of the levels (T.81 F.1.2) plus their
// raw bits, distortion as the sum of squared dequantized errors, which is squared pixel error (the
// DCT of T.81 A.3.3 is orthonormal). Only points on the lower convex hull are kept, and lambda
// picks the one that minimises distortion + lambda bits. Along the hull bits fall and distortion
// rises, so both are monotone in lambda by construction; the first point has no distortion.
//
// For .jkd a rate model tells what a bit of entropy costs under the learned prior. It moves the
// lambdas at which a curve goes from point to point, never their order.
#ifndef JACKDAW_CODEC_LOSSY_ENC_RATE_CURVES_H_
#define JACKDAW_CODEC_LOSSY_ENC_RATE_CURVES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "codec/lossy/enc_rate_model.h"
#include "codec/lossy/enc_statistics.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

struct RatePoint {
  double bits = 0;           // of entropy
  double distortion = 0;     // weighted
  double squared_error = 0;  // not weighted
  uint16_t step = 1;
  uint8_t dead_zone_q8 = 0;
  double lambda = 0;  // from which on the point is chosen
};
// Strictly falling bits, strictly rising distortion, convex, lambdas that never fall; never empty.
using RateCurve = std::vector<RatePoint>;

// The points of `candidates` on their lower convex hull, from the one of least distortion (of
// several, the one of least bits) on. REQUIRES: not empty.
RateCurve LowerHull(std::vector<RatePoint> candidates);

// The point chosen at a lambda >= 0: without a model that of least distortion + lambda bits.
const RatePoint& PointAt(const RateCurve& curve, double lambda);

// One curve per frequency, zigzag order.
struct ClassCurves {
  std::array<RateCurve, jpeg::kBlockSize> frequencies;
};

// quant: of the class. max_step: as MaxStep says. unit: as LossPicture has it; steps and
// distortions of the curves are those of samples, whatever the unit. REQUIRES: unit is 1, or all of
// quant is.
ClassCurves MakeCurves(const ClassStatistics& statistics, const quant::FrequencyTable& quant,
                       uint16_t max_step, uint16_t unit = 1);

// What a rate model knows of each frequency; count is 0 where there is nothing. chroma: colour
// differences beside a luma.
struct RateContext {
  RatePlace place;
  LevelStatistics statistics;
  double weight = 1;
};
// weight: the mean weight of its squared errors.
using RateContexts = std::array<RateContext, jpeg::kBlockSize>;
RateContexts GatherRateContexts(const ClassStatistics& statistics,
                                const quant::FrequencyTable& quant, bool chroma);

// The statistics that coefficients of a picture, in 1/unit, would have after quantization with
// these steps: rate models have learned from levels of JPEG files.
ClassStatistics QuantizedStatistics(const ClassStatistics& statistics,
                                    const quant::FrequencyTable& steps, uint16_t unit);

// Of curves as MakeCurves gives them: a point that was worth it at some lambda now is so at the
// least one that, times the model's factor there, is as much.
void MoveLambdas(const RateModel& model, const RateContexts& contexts, ClassCurves* curves);

quant::Quantizer QuantizerAt(const ClassCurves& curves, double lambda);

// Sums over the frequencies, as the model sees them.
RatePoint TotalAt(const ClassCurves& curves, double lambda);

// Bits of all that is above the last points of the curves, as the lambdas of the points price them:
// where a model has moved those, of the learned prior instead of entropy. Never rises with lambda.
double PricedBitsAt(const ClassCurves& curves, double lambda);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_RATE_CURVES_H_
