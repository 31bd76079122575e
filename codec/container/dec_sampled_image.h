// One lossless JPEG of a .jkd from its parts (docs/format_lossless_jpeg.md).
#ifndef JACKDAW_CODEC_CONTAINER_DEC_SAMPLED_IMAGE_H_
#define JACKDAW_CODEC_CONTAINER_DEC_SAMPLED_IMAGE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/work_meter.h"
#include "base/work_monitor.h"
#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossless_jpeg/picture.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

// A lossless JPEG as it was before its scans were written.
struct MainSamples {
  jpeg::Frame frame;
  std::vector<lossless_jpeg::SamplePlane> planes;  // one per component, or more: empty ones
  std::array<uint8_t, jpeg::kMaxComponents> point_transform{};  // Pt by component
  jpeg::ColourSpace colour_space = jpeg::ColourSpace::kUnknown;
  Bytes headers;  // through that of the first scan, if asked for
};

struct SampledImageInput {
  ByteSpan skeleton, facts, samples;  // samples: payload of the section
  uint64_t original_size = 0;         // of the file
  uint64_t max_bytes = 0;             // of the rebuilt image
  uint64_t memory_left = 0, layout_left = 0;
  int num_threads = 1;
  bool is_main = false;
  bool want_bytes = true, want_samples = false, want_headers = false;  // headers with samples
  WorkMeter* work = nullptr;
  WorkMonitor* monitor = nullptr;
};

struct SampledImage {
  Bytes bytes;                                 // when wanted
  std::optional<MainSamples> samples;          // when wanted, and every component has them
  uint64_t plane_bytes = 0, layout_bytes = 0;  // what it took; the planes count for the file
};

// Errors: as DecodeFile. May throw std::bad_alloc.
Result<SampledImage> DecodeSampledImage(const SampledImageInput& input);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_SAMPLED_IMAGE_H_
