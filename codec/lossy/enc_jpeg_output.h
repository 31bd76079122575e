// Levels to a plain JPEG stream: scan scripts, and the smallest of what they give.
#ifndef JACKDAW_CODEC_LOSSY_ENC_JPEG_OUTPUT_H_
#define JACKDAW_CODEC_LOSSY_ENC_JPEG_OUTPUT_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/libjpeg_writer.h"
#include "codec/lossy/enc_lossy_image.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw::lossy {

struct ScanScript {
  bool progressive = false;
  uint8_t num_refined_bits = 0;  // of AC levels of the first component
  std::vector<jpeg::ScriptScan> scans;
};

// The scripts that are worth a try for this choice, by rising num_refined_bits; the last one of 0
// has the bands of the one of 1.
std::vector<ScanScript> ScriptsFor(const jpeg::Frame& frame, ScanChoice choice);

struct JpegOutput {
  Bytes bytes;        // SOI to EOI, without application segments
  size_t script = 0;  // index
};

// Of each component the steps and levels, as LossyLevels has them.
struct LevelsView {
  std::span<const quant::FrequencyTable> steps;
  std::span<const jpeg::CoeffPlane> levels;

  LevelsView(const LossyLevels& coded) : steps(coded.steps), levels(coded.levels) {}
  LevelsView(std::span<const quant::FrequencyTable> s, std::span<const jpeg::CoeffPlane> l)
      : steps(s), levels(l) {}
};

// The smallest JPEG of these levels among the scripts. Where refining one bit costs more than it
// saves, those that refine two are not tried. Errors: kUnsupported, also beyond max_bytes.
// REQUIRES: there are scripts.
Result<JpegOutput> WriteSmallest(const jpeg::Frame& frame, const LevelsView& coded,
                                 std::span<const ScanScript> scripts, uint64_t max_bytes,
                                 WorkMonitor* monitor = nullptr);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_JPEG_OUTPUT_H_
