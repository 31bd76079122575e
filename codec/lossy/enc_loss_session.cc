#include "codec/lossy/enc_loss_session.h"

#include <algorithm>
#include <array>
#include <cstdio>

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

Error PsnrOutOfReach(double target_db, double largest_db) {
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(),
                "the target is out of reach: %.2f dB wanted, but the best result has %.2f",
                target_db, largest_db);
  return Error{ErrorCode::kInvalidArgument, 0, text.data()};
}

}  // namespace jackdaw::lossy
