#include "models/prior/mean_layer.h"

namespace jackdaw::prior {

MeanLayer::MeanLayer(const infer::LayerData& data, int num_slots) : shift_(data.shift) {
  for (int begin = 0; begin < data.columns; begin += num_slots) {
    parts_.emplace_back(data, begin, num_slots);
  }
}

// A difference has 17 bits: it is added as two halves.
void MeanLayer::AddDcs(const infer::Kernels& kernels, const MeanSource& source,
                       const int16_t* reference, size_t lanes, size_t lane, size_t count,
                       int32_t* means) const {
  std::array<infer::SparseInput, 2 * kMaxLanes> halves;
  for (size_t other = 0; other < lanes; ++other) {
    const int32_t difference = source.dc[other] - reference[other];
    const auto slot = static_cast<uint16_t>(64 * other);
    halves[2 * other] = {slot, static_cast<int16_t>(difference >> 1), 0, 0};
    halves[2 * other + 1] = {slot, static_cast<int16_t>(difference - (difference >> 1)), 0, 0};
  }
  parts_[source.part].Add(kernels, {halves.data(), 2 * lanes}, 64 * lane, count, means);
}

}  // namespace jackdaw::prior
