// What the fuzzers of lossy modes aim at.
#ifndef JACKDAW_TESTS_FUZZ_LOSS_AIMS_H_
#define JACKDAW_TESTS_FUZZ_LOSS_AIMS_H_

#include <array>
#include <cstdint>

#include "jackdaw/transcode.h"

namespace jackdaw::test {

struct LossAim {
  LossTarget target;
  double value;
};

// By the lower three bits of head; 7 is `last`.
inline LossAim LossAimOf(uint8_t head, LossAim last) {
  const std::array<LossAim, 8> aims = {{{LossTarget::kQuality, 100},
                                        {LossTarget::kQuality, 60},
                                        {LossTarget::kLambda, 5},
                                        {LossTarget::kLambda, 1e5},
                                        {LossTarget::kBitsPerPixel, 1},
                                        {LossTarget::kPsnr, 35},
                                        {LossTarget::kSize, 700},
                                        last}};
  return aims[head % aims.size()];
}

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_FUZZ_LOSS_AIMS_H_
