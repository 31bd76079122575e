// The latents of a component set: found by the encoder, coded before the set's blocks, given to the
// prior. The same code for both directions. Format: docs/format_coeff.md §9.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_SET_LATENTS_H_
#define JACKDAW_CODEC_COEFF_PRIOR_SET_LATENTS_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "entropy/logistic.h"
#include "entropy/logistic_mixture.h"
#include "models/prior/latents.h"
#include "models/prior/wave_prior.h"

namespace jackdaw::coeff {

// One integer under a logistic distribution: is it the one nearest to the mean, is it below, by how
// much. Nothing adapts: each decision has the ratio of its masses.
template <class Coder>
class LatentCoder {
 public:
  explicit LatentCoder(Coder& coder) : coder_(coder) {}

  // Returns the value, within +-kMaxLatent; the one given when encoding.
  int Code(const prior::LatentDistribution& distribution, int value) {
    const int32_t centre = std::clamp((distribution.mean + entropy::kHalfLevelQ12) >> 12,
                                      -prior::kMaxLatent, prior::kMaxLatent);
    const int32_t mean = distribution.mean - centre * 4096;
    const uint32_t inverse_scale = distribution.inverse_scale;
    const entropy::LogisticMixture logistic = {{mean, mean}, {inverse_scale, inverse_scale}, 16384};
    const int residual = CodeResidual(logistic, value - centre);
    // Damaged streams may leave the range.
    return std::clamp(centre + residual, -prior::kMaxLatent, prior::kMaxLatent);
  }

 private:
  // Both bounds and the centre are within +-31.
  static constexpr int kMaxExponent = 5;
  static_assert(2 * prior::kMaxLatent < 2 << kMaxExponent);

  int CodeResidual(const entropy::LogisticMixture& logistic, int residual) {
    const uint32_t lower = entropy::Lower(logistic, -entropy::kHalfLevelQ12);
    const uint32_t upper = entropy::Upper(logistic, entropy::kHalfLevelQ12);
    constexpr uint32_t kOneQ31 = uint32_t{1} << 31;
    const auto nonzero =
        static_cast<uint32_t>(std::min<uint64_t>(uint64_t{lower} + upper, kOneQ31 - 1));
    if (Bit(residual != 0, nonzero, kOneQ31 - nonzero) == 0) return 0;
    const bool negative = Bit(residual < 0, lower, upper) != 0;
    const entropy::LogisticMixture side = negative ? entropy::Mirrored(logistic) : logistic;
    const auto magnitude = static_cast<uint32_t>(std::abs(residual));
    uint32_t above = negative ? lower : upper;
    int exponent = 0;
    for (; exponent < kMaxExponent; ++exponent) {
      const uint32_t beyond = entropy::Upper(side, Below(uint32_t{2} << exponent));
      const uint32_t within = above > beyond ? above - beyond : 1;
      above = beyond;
      if (Bit(magnitude >> 1 >> exponent != 0, beyond, within) == 0) break;
    }
    uint32_t result = 1;
    for (int place = exponent - 1; place >= 0; --place) {
      const int32_t low = Below(result << (place + 1));
      const int32_t middle = Below((result << 1 | 1) << place);
      const int32_t high = Below((result + 1) << (place + 1));
      const int bit = Bit((magnitude >> place & 1) != 0, entropy::Between(side, middle, high),
                          entropy::Between(side, low, middle));
      result = result << 1 | static_cast<uint32_t>(bit);
    }
    return negative ? -static_cast<int>(result) : static_cast<int>(result);
  }

  // The boundary below x, Q12.
  static int32_t Below(uint32_t x) {
    return (static_cast<int32_t>(2 * x) - 1) * entropy::kHalfLevelQ12;
  }

  int Bit(bool bit, uint32_t one, uint32_t zero) {
    return coder_.Bit(bit ? 1 : 0, entropy::Squash(entropy::StretchRatio(one, zero)));
  }

  Coder& coder_;
};

// Codes z and y of the set's rows x columns blocks and tells the prior. quants: as of `prior`.
// read: the levels, asked when encoding only. False when a decoder ran out of input; the prior then
// knows nothing. REQUIRES: the network has latents and is the prior's.
template <class Coder>
[[nodiscard]] bool CodeSetLatents(Coder& coder, const prior::PriorNetwork& network,
                                  std::span<const std::array<uint16_t, 64>> quants, uint32_t rows,
                                  uint32_t columns, const prior::LevelReader& read,
                                  prior::WavePrior& prior) {
  prior::LatentPlane y = prior::MakeY(network, rows, columns),
                     z = prior::MakeZ(network, rows, columns);
  if constexpr (!Coder::kDecodes)
    prior::EncodeLatents(network, quants, rows, columns, read, &y, &z);
  LatentCoder<Coder> latent_coder(coder);
  // Rows of a plane, each with its distributions.
  const auto code_plane = [&](prior::LatentPlane& plane, auto distributions_of_row) {
    const size_t row_size = plane.columns * plane.channels;
    for (size_t begin = 0; begin < plane.values.size(); begin += row_size) {
      const auto distributions = distributions_of_row();
      for (size_t i = 0; i < row_size; ++i) {
        int8_t& value = plane.values[begin + i];
        value =
            static_cast<int8_t>(latent_coder.Code(distributions[i % distributions.size()], value));
      }
      if constexpr (Coder::kDecodes) {
        if (coder.Exhausted()) return false;
      }
    }
    return true;
  };
  const std::vector<prior::LatentDistribution> of_z = prior::DistributionsOfZ(network);
  if (!code_plane(z, [&] { return std::span(of_z); })) return false;
  prior::DistributionsOfY of_y(network, z, y);
  if (!code_plane(y, [&] { return of_y.NextRow(); })) return false;
  prior.SetLatents(prior::MakeLatentFeatures(network, y, rows));
  return true;
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_SET_LATENTS_H_
