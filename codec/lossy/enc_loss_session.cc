#include "codec/lossy/enc_loss_session.h"

namespace jackdaw::lossy {

double LowerLambda(double lambda) {
  const double index = std::ceil(std::log(lambda) / std::log(kBackStep) - 1e-6) - 1;
  return std::pow(kBackStep, index);
}

Error OutOfReach(double target, double smallest) {
  return Error{ErrorCode::kInvalidArgument, 0,
               "the target is out of reach: " + std::to_string(std::llround(target)) +
                   " bytes wanted, but the smallest result has " +
                   std::to_string(std::llround(smallest))};
}

}  // namespace jackdaw::lossy
