#include "codec/lossy/enc_loss_session.h"

#include <algorithm>

namespace jackdaw::lossy {

LossPath LambdaPath() { return {EqualKnobs, LowerLambda}; }

double LowerLambda(double lambda, bool or_same) {
  if (lambda <= 0) return 0;
  const double place = std::log(lambda) / std::log(kBackStep);
  const double index = or_same ? std::floor(place + 1e-6) : std::ceil(place - 1e-6) - 1;
  return std::pow(kBackStep, index);
}

double HigherQuality(double quality, bool or_same) {
  const double place = quality / kQualityBackStep;
  const double index = or_same ? std::ceil(place - 1e-6) : std::floor(place + 1e-6) + 1;
  return std::min(index * kQualityBackStep, 100.0);
}

Error OutOfReach(double target, double smallest) {
  return Error{ErrorCode::kInvalidArgument, 0,
               "the target is out of reach: " + std::to_string(std::llround(target)) +
                   " bytes wanted, but the smallest result has " +
                   std::to_string(std::llround(smallest))};
}

}  // namespace jackdaw::lossy
