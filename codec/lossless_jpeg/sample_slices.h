// What both sides of the sample coder know of slices and threads.
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_SLICES_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_SLICES_H_

#include <cstdint>

#include "codec/lossless_jpeg/sample_codec.h"

namespace jackdaw::lossless_jpeg {

// First byte of the data: how samples are coded.
inline constexpr uint8_t kSampleCoderKind = 0;

// Threads whose slices fit into options.max_state_bytes, at most options.num_threads; 0: none does.
int ThreadsWithin(const PlaneSizes& sizes, const SampleOptions& options);

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_SAMPLE_SLICES_H_
