// Pixels to plain JPEG files or lossy .jkd files.
//
// Colours are converted and transformed at full precision: the coefficients that step tables and
// levels are chosen for were never rounded to 8 bits. Thread-safe; never throws, prints or exits.
#ifndef JACKDAW_ENCODE_H_
#define JACKDAW_ENCODE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw {

// A picture of somebody else. Of samples8 and samples16 one is set.
struct PixelView {
  uint32_t width = 0, height = 0;            // pixels; 1..65500 each
  int channels = 0;                          // 1: grey, 3: RGB, interleaved
  std::span<const uint8_t> samples8 = {};    // 0..max_value
  std::span<const uint16_t> samples16 = {};  // 0..max_value
  size_t stride = 0;                         // samples from a row to the next; 0: no gaps
  uint32_t max_value = 0;                    // white; 0: the largest that the type has
};

enum class ChromaSampling {
  kAuto,  // 4:4:4 or 4:2:0, whichever costs less by rate and distortion
  k444,
  k422,
  k420,
};

enum class EncodedKind { kJpeg, kJkd };

struct EncodeOptions {
  EncodedKind kind = EncodedKind::kJpeg;
  // Distances and quality are counted from the pixels. Quality 100 and lambda 0 give the finest
  // tables, which still lose something.
  LossTarget target = LossTarget::kQuality;
  double value = 90;
  Tune tune = Tune::kVisual;
  AttentionOptions attention = {};
  int refine = 0;  // as in TranscodeOptions
  ChromaSampling sampling = ChromaSampling::kAuto;
  ScanChoice scans = ScanChoice::kSmaller;  // of kJpeg
  // An ICC profile, and Exif data (from "II" or "MM" on) for the JPEG; empty: none.
  std::span<const uint8_t> icc = {}, exif = {};
  // memory_limit and monitor hold for both kinds, the rest for kJkd. preset must be kDefault.
  // verify: the .jkd is decoded and compared with the JPEG that it is to give.
  CompressOptions compress = {};
};

struct EncodeResult {
  std::vector<uint8_t> bytes;                      // a JPEG or a .jkd file
  ChromaSampling sampling = ChromaSampling::k444;  // that was taken; k444 for grey
  bool progressive = false;                        // of kJpeg
  double lambda = 0;                               // that gave the result
  // Against the pixels, as those of TranscodeResult; colours at the resolution that was taken.
  double psnr_db = 0;
  double psnr_luma_db = 0;
};

// What fits an Exif segment, and all ICC segments, of a JPEG.
inline constexpr size_t kMaxExifBytes = 65527;
inline constexpr size_t kMaxIccBytes = size_t{255} * 65519;

// Errors: kInvalidArgument for options and views that make no sense, and for targets that cannot be
// reached (the message tells what can); kLimitExceeded.
Result<EncodeResult> Encode(const PixelView& pixels, const EncodeOptions& options);

}  // namespace jackdaw

#endif  // JACKDAW_ENCODE_H_
