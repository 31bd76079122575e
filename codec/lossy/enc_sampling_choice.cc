#include "codec/lossy/enc_sampling_choice.h"

#include "codec/lossy/enc_rate_curves.h"
#include "codec/lossy/enc_statistics.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {
namespace {

double SumOfSquares(const jpeg::CoeffPlane& plane) {
  double sum = 0;
  for (const int16_t c : plane.coeffs) sum += static_cast<double>(c * c);
  return sum;
}

}  // namespace

double ColourCost(const LossPicture& picture, std::span<const jpeg::CoeffPlane> errors,
                  double colour_weight, double lambda) {
  const jpeg::Frame& frame = *picture.frame;
  double cost = 0;
  for (const quant::QuantClass& quant_class : quant::FindQuantClasses(frame)) {
    const jpeg::FrameComponent& c = frame.components[quant_class.components[0]];
    if (quant_class.components[0] == 0) continue;
    const double weight = colour_weight * static_cast<double>(frame.hmax * frame.vmax) /
                          static_cast<double>(c.h * c.v);
    const ClassCurves curves = MakeCurves(GatherStatistics(frame, quant_class, picture.planes),
                                          quant_class.quant, quant::MaxStep(frame), picture.unit);
    const RatePoint total = TotalAt(curves, lambda / weight);
    cost += weight * total.distortion + lambda * total.bits;
  }
  for (const jpeg::CoeffPlane& plane : errors) {
    cost += colour_weight * SumOfSquares(plane) / picture.unit / picture.unit;
  }
  return cost;
}

}  // namespace jackdaw::lossy
