// Planes of samples <-> entropy-coded bytes (docs/format_lossless_jpeg.md §5).
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_CODEC_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_CODEC_H_

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/work_meter.h"
#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossless_jpeg/picture.h"
#include "jackdaw/result.h"

namespace jackdaw::lossless_jpeg {

inline constexpr uint32_t kMaxSlices = 64;

struct SampleOptions {
  // Bands of MCU rows, each with its own coder and adaptation. 0: chosen from the size alone. More
  // than kMaxSlices or than MCU rows are never made.
  uint32_t num_slices = 0;
  int num_threads = 1;  // >= 1
  // Counts the work, and stops it at its limit; null: no limit.
  WorkMeter* work = nullptr;
  // What coding may take beside planes and streams; fewer threads are used where that helps.
  uint64_t max_state_bytes = UINT64_MAX;
  WorkMonitor* monitor = nullptr;  // units: samples
};

// What coding one slice takes beside planes and streams, at most.
uint64_t SliceStateBytes(const PlaneSizes& sizes);

// Codes the planes. Empty when options.work was not enough. Whoever cancels gets rubbish, here and
// below. REQUIRES: planes have these sizes.
Bytes EncodeSamples(const jpeg::Frame& frame, const PlaneSizes& sizes,
                    const std::vector<SamplePlane>& planes, const SampleOptions& options);

// Fills planes of these sizes. Errors: kCorrupt, kTruncated, kUnsupported; kLimitExceeded:
// options.work or max_state_bytes is not enough. Damaged input gives an error or wrong values (a
// checksum elsewhere tells), never undefined behaviour.
Status DecodeSamples(ByteSpan data, const jpeg::Frame& frame, const PlaneSizes& sizes,
                     const SampleOptions& options, std::vector<SamplePlane>* planes);

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_CODEC_H_
