// What a picture hides by its own detail: local variances of a component at several scales.
#ifndef JACKDAW_CODEC_LOSSY_ENC_MASKING_H_
#define JACKDAW_CODEC_LOSSY_ENC_MASKING_H_

#include <array>
#include <cstdint>
#include <vector>

#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_visibility.h"

namespace jackdaw::lossy {

// Of one block, by scale, what is visible of an error there: most where all is smooth, towards 0
// where the picture is busy. Means over the block, so that the smooth side of an edge counts.
using BlockMasks = std::array<float, kNumScales>;

// Of each block inside the component's image: [height_blocks][width_blocks]. Variances are taken in
// windows of 6 x 6 samples of the scale, which reach into neighbouring blocks. unit: as LossPicture
// has it. Whoever cancels gets rubbish.
std::vector<BlockMasks> MeasureMasks(const jpeg::FrameComponent& component,
                                     const jpeg::CoeffPlane& plane, const Masking& masking,
                                     WorkMonitor* monitor = nullptr, uint16_t unit = 1);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_MASKING_H_
