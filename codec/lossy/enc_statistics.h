// Magnitudes of an image's coefficients by class and frequency: all that the choice of step tables
// looks at.
#ifndef JACKDAW_CODEC_LOSSY_ENC_STATISTICS_H_
#define JACKDAW_CODEC_LOSSY_ENC_STATISTICS_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_distortion.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

// One magnitude and how often it occurs.
struct MagnitudeCount {
  uint32_t magnitude = 0;
  uint32_t count = 0;
  double weight = 0;  // sum of the weights of its squared errors
};
// Ascending magnitudes, 0 included, without empty ones.
using MagnitudeHistogram = std::vector<MagnitudeCount>;

struct ClassStatistics {
  // Of |c|, per frequency in zigzag order. [0] is DC itself, of use for its distortion.
  std::array<MagnitudeHistogram, jpeg::kBlockSize> magnitudes;
  // Of DC's difference to the block before it in its row (above it, at the row's begin): its rate.
  MagnitudeHistogram dc_differences;
};

// Blocks that only pad components to whole MCUs are left out, as decoders never show them. Whoever
// cancels gets the statistics of a part.
// weights: of the frame's components, or nothing where all weigh 1.
ClassStatistics GatherStatistics(const jpeg::Frame& frame, const quant::QuantClass& quant_class,
                                 std::span<const jpeg::CoeffPlane> planes,
                                 std::span<const WeightPlane> weights = {},
                                 WorkMonitor* monitor = nullptr);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_STATISTICS_H_
