#include "apps/train/slot_prior.h"

#include <algorithm>
#include <cmath>

#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/prior/prior_state.h"
#include "entropy/adaptive_bit.h"

namespace jackdaw::train {

void SlotPriors::Add(const SlotCounts& counts) {
  sums_.resize(counts.size());
  for (size_t table = 0; table < counts.size(); ++table) {
    sums_[table].resize(counts[table].size());
    for (size_t slot = 0; slot < counts[table].size(); ++slot) {
      const SlotCount& count = counts[table][slot];
      if (count.total == 0) continue;
      Sums& sums = sums_[table][slot];
      const float scale = std::min(1.0f, kMaxPerImage / static_cast<float>(count.total));
      const float n = static_cast<float>(count.total) * scale;
      const float k = static_cast<float>(count.ones) * scale;
      sums.images += 1;
      sums.n += n;
      sums.k += k;
      sums.k_squared_by_n += k * k / n;
    }
  }
}

namespace {

// The slot for probability p and concentration s: its first step is that of a mean over s + 1.5.
entropy::BitSlot MakeSlot(double p, double s) {
  const double clamped = std::clamp(p, 1.0 / 8192, 1 - 1.0 / 8192);
  const auto p_q22 = static_cast<uint32_t>(std::lround(clamped * (1 << 22)));
  const auto rate = std::clamp<long>(std::lround(1024 / (s + 1.5)), 1, entropy::kMaxSlotRate - 1);
  return p_q22 << 10 | static_cast<uint32_t>(rate);
}

}  // namespace

template <class States>
void SlotPriors::Apply(States* states) const {
  if (sums_.empty()) return;
  auto sums_of_table = sums_.begin();
  for (auto& state : *states) {
    coeff::ForEachTable(state, [&](auto& table) {
      auto sums_of_slot = sums_of_table++->begin();
      for (entropy::BitSlot& slot : table.slots) {
        const Sums& sums = *sums_of_slot++;
        if (sums.images == 0) continue;
        const double p = (sums.k + 0.4) / (sums.n + 0.8);
        // Sum over images of (k - n p)^2 / n against its binomial value.
        const double spread = sums.k_squared_by_n - 2 * p * sums.k + p * p * sums.n;
        const double excess = spread / (p * (1 - p)) - sums.images;
        // Two images' worth of a vague prior (rho = 1/12) keeps rare slots sane.
        const double rho =
            (std::max(excess, 0.0) + 2.0) / (std::max(sums.n - sums.images, 0.0f) + 24.0);
        slot = MakeSlot(p, std::min(1 / std::min(rho, 0.9) - 1, sums.n + 1.0));
      }
    });
  }
}

template void SlotPriors::Apply(coeff::AdaptiveStates*) const;
template void SlotPriors::Apply(coeff::PriorAdaptiveStates*) const;

}  // namespace jackdaw::train
