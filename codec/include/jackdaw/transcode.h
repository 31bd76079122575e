// JPEG files to smaller plain JPEG files, at a chosen loss, or none of it in the picture.
//
// The coefficients of the input are requantized where they are; nothing is decoded to pixels.
// Thread- safe; never throws, prints or exits. What is lost is told in docs/design/lossy.md.
#ifndef JACKDAW_TRANSCODE_H_
#define JACKDAW_TRANSCODE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "jackdaw/monitor.h"
#include "jackdaw/result.h"

namespace jackdaw {

// What a lossy result is to meet.
enum class LossTarget {
  kQuality,       // 0..100: about the loss of cjpeg's -quality; 100 keeps every coefficient
  kLambda,        // >= 0: distortion that one bit may cost; 0 keeps every coefficient
  kBitsPerPixel,  // > 0: of the whole file; at most this, and at most 1 % less
  kPsnr,          // dB, > 0: all components against the input's, as RGB; at least this, and at most
                  // 0.05 dB more
  kSize,          // bytes, > 0: of the whole file; at most this, and at most 1 % less
  kPsnrLuma,      // as kPsnr, of luma alone
};

// What lossy modes minimise at a given size.
enum class Tune {
  kVisual,  // errors that are seen: weighted by frequency and by what the picture hides
  kPsnr,    // squared errors
};

// A network that looks at the picture, and says where errors count more or less than Tune::kVisual
// assumes; of no effect for Tune::kPsnr. What is chosen by it may differ between machines.
struct AttentionOptions {
  bool on = false;
  // A file of networks (.jka, by jackdaw-train), which must outlive the call. None ships: with
  // nothing here `on` is an error (kInvalidArgument).
  std::span<const uint8_t> weights = {};
};

// Whether a file of networks (.jka) can be used. Errors: those of the calls that use it,
// kTruncated, kCorrupt or kUnsupported; kLimitExceeded when out of memory.
Status CheckAttentionNetworks(std::span<const uint8_t> weights);

enum class ScanChoice { kSmaller, kBaseline, kProgressive };

// What Transcode leaves out beside the picture. What decoding needs (JFIF, Adobe), the ICC profile,
// and the other views of a multi-picture file with their index always stay.
struct StripOptions {
  // All application data and comments but for the orientation, and what follows the image.
  bool metadata = false;
  bool orientation = false;  // how the picture is to be turned
  bool gps = false;          // where the picture was taken, in Exif and XMP
  // The picture once more and smaller: in Exif, JFIF and Photoshop segments, and whole JPEGs behind
  // the image, but not those inside of makers' notes and XMP.
  bool previews = false;
};

struct TranscodeOptions {
  LossTarget target = LossTarget::kQuality;
  double value = 100;
  Tune tune = Tune::kVisual;
  AttentionOptions attention = {};
  // Codings that may be spent on step tables for this very picture; each takes about as long as the
  // first one. The result is never worse than without.
  int refine = 0;
  ScanChoice scans = ScanChoice::kSmaller;
  StripOptions strip = {};
  uint64_t memory_limit = uint64_t{1} << 30;  // kLimitExceeded when the image needs more
  Monitor monitor = {};                       // progress and cancellation
};

struct TranscodeResult {
  // A JPEG file; larger than the input only where ScanChoice asks for another kind than the
  // input's.
  std::vector<uint8_t> bytes;
  bool lossless = false;     // its pixels are the input's
  bool copied = false;       // nothing smaller was found: the input, less what strip leaves out
  bool progressive = false;  // of the bytes, whether or not they are copied
  double lambda = 0;         // that gave the result
  double psnr_db = 0;        // of all components, as kPsnr; infinite when nothing was lost
  double psnr_luma_db = 0;   // of luma; of RGB and CMYK as psnr_db
  std::vector<std::string> removed = {};  // what strip left out, by name and size
  std::vector<std::string> warnings =
      {};  // one line each: places of previews that are no longer right
};

// Errors: kUnsupported for what a lossy result cannot be made of (damaged or truncated scans,
// 12-bit samples, tables with zeros, no JPEG at all); kInvalidArgument for a target that makes no
// sense or cannot be reached (the message tells what can); kLimitExceeded.
Result<TranscodeResult> Transcode(std::span<const uint8_t> jpeg, const TranscodeOptions& options);

}  // namespace jackdaw

#endif  // JACKDAW_TRANSCODE_H_
