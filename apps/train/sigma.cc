#include "apps/train/sigma.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

constexpr int64_t kBatches = 40;

Tensor Rounded(const Tensor& x) { return torch::round((x + 1) * 256) / 256; }

}  // namespace

Sigmas MeasureSigmas(Sampler& sampler, Target target) {
  const SlotOrder order = MakeSlotOrder(target == Target::kLuma ? 1 : 2);
  Tensor sum = torch::zeros({order.num_slots()}), guide = torch::zeros({64});
  for (int64_t i = 0; i < kBatches; ++i) {
    const Batch batch = sampler.Next();
    const int64_t count = batch.levels.size(0), n = order.num_slots();
    const Tensor mean = batch.levels.abs().mean({1, 2});
    sum += (mean * batch.quant.view({count, n})).mean(0) / kBatches;
    if (target == Target::kChroma) guide += batch.guide.abs().mean({0, 1, 2}) / kBatches;
  }
  Tensor shared = sum.clone();
  for (int p = 0; p < order.num_slots(); ++p) {
    for (int other = 0; other < order.num_slots(); ++other) {
      const Slot &a = order.slots[static_cast<size_t>(p)],
                 &b = order.slots[static_cast<size_t>(other)];
      if (a.zigzag == b.zigzag && p != other) shared[p] = (sum[p] + sum[other]) / 2;
    }
  }
  return {Rounded(shared), Rounded(guide)};
}

}  // namespace jackdaw::train
