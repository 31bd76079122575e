#include "codec/lossy/enc_statistics.h"

#include <cstdlib>

namespace jackdaw::lossy {
namespace {

// Counts by magnitude, growing as needed; magnitudes are below 2^16.
class Counter {
 public:
  void Add(uint32_t magnitude, float weight = 1) {
    if (magnitude >= bins_.size()) bins_.resize(magnitude + magnitude / 2 + 16);
    ++bins_[magnitude].count;
    bins_[magnitude].weight += static_cast<double>(weight);
  }
  MagnitudeHistogram Take() const {
    MagnitudeHistogram histogram;
    for (size_t m = 0; m < bins_.size(); ++m) {
      if (bins_[m].count == 0) continue;
      histogram.push_back({static_cast<uint32_t>(m), bins_[m].count, bins_[m].weight});
    }
    return histogram;
  }

 private:
  struct Bin {
    uint32_t count = 0;
    double weight = 0;
  };
  std::vector<Bin> bins_;
};

uint32_t Magnitude(int value) { return static_cast<uint32_t>(std::abs(value)); }

}  // namespace

ClassStatistics GatherStatistics(const jpeg::Frame& frame, const quant::QuantClass& quant_class,
                                 std::span<const jpeg::CoeffPlane> planes,
                                 std::span<const WeightPlane> weights, WorkMonitor* monitor) {
  const WeightTable& weight_of = WeightsByCode();
  std::array<Counter, jpeg::kBlockSize> counters;
  std::array<uint32_t, jpeg::kBlockSize> num_zeros{};
  Counter differences;
  for (const size_t index : quant_class.components) {
    const jpeg::FrameComponent& component = frame.components[index];
    const jpeg::CoeffPlane& plane = planes[index];
    for (uint32_t y = 0; y < component.height_blocks && Advance(monitor, 0); ++y) {
      int before = y > 0 ? plane.Block(y - 1, 0)[0] : 0;
      for (uint32_t x = 0; x < component.width_blocks; ++x) {
        const int16_t* block = plane.Block(y, x);
        const uint8_t* codes =
            weights.empty() ? nullptr : weights[index].Block(size_t{y} * plane.width_blocks + x);
        differences.Add(Magnitude(block[0] - before));
        before = block[0];
        for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
          if (block[k] == 0) {
            ++num_zeros[k];
          } else {
            counters[k].Add(Magnitude(block[k]), codes == nullptr ? 1 : weight_of[codes[k]]);
          }
        }
      }
    }
  }
  ClassStatistics statistics;
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    statistics.magnitudes[k] = counters[k].Take();
    if (num_zeros[k] == 0) continue;
    statistics.magnitudes[k].insert(statistics.magnitudes[k].begin(), {0, num_zeros[k], 0});
  }
  statistics.dc_differences = differences.Take();
  return statistics;
}

}  // namespace jackdaw::lossy
