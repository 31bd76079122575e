#include "models/prior/slot_mixtures.h"

#include <algorithm>

#include "models/infer/bounds.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {
namespace {

constexpr int32_t kLn256Q12 = 22713;  // round(4096 ln 256)

int32_t LnQ12(uint32_t x) { return (entropy::LnQ16(x) + 8) >> 4; }

}  // namespace

SlotScales::SlotScales(std::span<const uint32_t> sigmas,
                       std::span<const std::array<uint16_t, 64>> quants)
    : quants_(sigmas.size(), 1),
      reciprocals_(kRepeats * sigmas.size(), 1),
      sigmas_(kRepeats * sigmas.size(), infer::kMinSigma),
      offsets_(kRepeats * sigmas.size(), 0) {
  for (size_t slot = 0; slot < sigmas.size(); ++slot) {
    const uint16_t quant = quants[std::min(slot / 64, quants.size() - 1)][slot % 64];
    quants_[slot] = quant;
    const size_t group = kPriorGroup[slot % 64];
    const size_t first = kPriorGroupBegin[group], count = kPriorGroupBegin[group + 1] - first;
    for (size_t i = 0; i < kRepeats; ++i) {
      const size_t at = kRepeats * (slot - slot % 64 + first) + i * count + (slot % 64 - first);
      reciprocals_[at] = (uint32_t{1} << 24) / quant;
      sigmas_[at] = sigmas[slot];
      offsets_[at] = LnQ12(sigmas[slot]) - kLn256Q12 - LnQ12(quant);
    }
  }
}

StepMixtures::StepMixtures(size_t max_blocks) {
  constexpr size_t kArrays = kNumbers / kMaxGroup;
  const size_t pitch = max_blocks * kMaxGroup + infer::kKernelSlack;
  data_.assign(kArrays * pitch, 0);
  std::array<int32_t*, kArrays> m;
  for (size_t i = 0; i < kArrays; ++i) m[i] = &data_[i * pitch];
  std::copy_n(m.begin(), inputs_.size(), inputs_.begin());
  // Signed and unsigned may alias.
  const auto unsigned_at = [&](size_t i) { return reinterpret_cast<uint32_t*>(m[i]); };
  mixtures_ = {{m[6], m[7]},    {unsigned_at(8), unsigned_at(9)},
               unsigned_at(10), unsigned_at(11),
               unsigned_at(12), m[13],
               unsigned_at(14)};
}

void StepMixtures::Find(const infer::Kernels& kernels, const infer::MixtureScales& scales,
                        size_t num_blocks) {
  const infer::MixtureInputs inputs = {{inputs_[0], inputs_[1], inputs_[2], inputs_[3], inputs_[4]},
                                       inputs_[5]};
  kernels.mixtures(inputs, scales, num_blocks * count_, mixtures_);
}

}  // namespace jackdaw::prior
