#include "codec/lossy/enc_loss_session.h"

#include <array>
#include <cstdio>

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

Error PsnrOutOfReach(double target_db, double largest_db) {
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(),
                "the target is out of reach: %.2f dB wanted, but the best result has %.2f",
                target_db, largest_db);
  return Error{ErrorCode::kInvalidArgument, 0, text.data()};
}

}  // namespace jackdaw::lossy
