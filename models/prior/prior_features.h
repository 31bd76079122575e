// Inputs of the learned prior's networks from levels and quantization tables (docs/format_prior.md
// §2).
#ifndef JACKDAW_MODELS_PRIOR_PRIOR_FEATURES_H_
#define JACKDAW_MODELS_PRIOR_PRIOR_FEATURES_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "entropy/logistic_mixture.h"
#include "models/infer/bounds.h"
#include "models/infer/fixed_tables.h"
#include "models/infer/kernels.h"

namespace jackdaw::prior {

inline int16_t Dequantized(int level, uint32_t quant) {
  return static_cast<int16_t>(std::clamp<int64_t>(int64_t{level} * quant, -32767, 32767));
}

inline int16_t ScaledFeature(int64_t value, uint32_t inverse_sigma) {
  using infer::kMaxFeature;
  const int64_t scaled = (value * inverse_sigma + (1 << 15)) >> 16;
  return static_cast<int16_t>(std::clamp<int64_t>(scaled, -kMaxFeature, kMaxFeature));
}

// The largest LogFeature, 256 ln 256, and LnQuantInput, 256 ln 65535 - 640: inputs of layers.
static_assert(1420 <= infer::kMaxActivation && 2840 - 640 <= infer::kMaxActivation);

// What ScaledFeature takes, for each sigma: floor(2^31 / sigma).
inline std::vector<uint32_t> Inverses(const std::vector<uint32_t>& sigmas) {
  std::vector<uint32_t> inverses;
  inverses.reserve(sigmas.size());
  for (const uint32_t sigma : sigmas) inverses.push_back((uint32_t{1} << 31) / sigma);
  return inverses;
}

inline int16_t LogFeature(int level) {
  const int16_t log = infer::kLog1pQ8[static_cast<size_t>(std::min(std::abs(level), 255))];
  return static_cast<int16_t>(level < 0 ? -log : log);
}

// A level as the input of layers.
inline infer::SparseInput LevelInput(size_t slot, int level, uint32_t quant,
                                     uint32_t inverse_sigma) {
  const int16_t value = Dequantized(level, quant);
  return {static_cast<uint16_t>(slot), value, ScaledFeature(value, inverse_sigma),
          LogFeature(level)};
}

inline int32_t LnQuantInput(uint16_t quant) {
  constexpr int32_t kMeanLnQuantQ8 = 640;  // 2.5: about the mean of ln q
  return ((entropy::LnQ16(quant) + 128) >> 8) - kMeanLnQuantQ8;
}

// lq of all lanes of a network; those without a table of their own count as quantized like the
// first.
inline std::vector<int32_t> LnQuantInputs(std::span<const std::array<uint16_t, 64>> quants,
                                          int lanes) {
  std::vector<int32_t> inputs;
  for (int lane = 0; lane < lanes; ++lane) {
    const size_t source = std::min(static_cast<size_t>(lane), quants.size() - 1);
    for (const uint16_t quant : quants[source]) inputs.push_back(LnQuantInput(quant));
  }
  return inputs;
}

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_PRIOR_FEATURES_H_
