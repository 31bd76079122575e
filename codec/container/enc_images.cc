#include "codec/container/enc_images.h"

#include <algorithm>
#include <cstring>

#include "codec/coeff/slices/enc_checked_coeff.h"
#include "codec/coeff/slices/enc_static_estimate.h"
#include "codec/container/dec_errors.h"
#include "codec/container/enc_sampled_image.h"
#include "codec/container/format.h"
#include "codec/jpeg/jpeg_walk.h"

namespace jackdaw::container {
namespace {

// Streams handed to SplitJpeg, and bytes walked over in all, as a multiple of the bytes given.
constexpr size_t kMaxTried = 1024;
constexpr uint64_t kWalkFactor = 8;
// Images up to this size (a thumbnail) of which not even an eighth is saved, and those that are
// nearly blank, are coded with the fast preset too: it may win, and takes no time.
constexpr uint64_t kMaxTwicePlaneBytes = 1 << 17;
constexpr uint64_t kLeastSaved = 8;
constexpr uint64_t kMinBlankRatio = 256;  // half a byte per block
// Of an image that mostly repeats itself, the fast preset may leave this part of the scans: a
// drawing, of which the prior knows nothing.
constexpr uint64_t kDrawingRatio = 12;

// A stream of an image's coefficients, model id first.
struct CodedImage {
  Bytes bytes;  // empty: not coded, or too much work
  uint64_t work = 0;
  std::vector<jpeg::CoeffPlane> decoded;  // empty: it was not checked, or that failed
  uint64_t decoder_work = 0;
};

// Whether there are threads and memory for a decoder beside the coder. A third set of planes may be
// that of a preset which is tried, too.
bool CanCheck(const jpeg::Frame& frame, const coeff::CoeffOptions& options,
              const ImageCheck* check) {
  const uint64_t plane_bytes = jpeg::PlaneBytes(frame);
  if (check == nullptr || options.num_threads < 2 || plane_bytes <= kMaxTwicePlaneBytes ||
      options.preset == coeff::CoeffPreset::kParallel) {
    return false;
  }
  const uint64_t states = 2 * coeff::SliceStateBytes(frame, options);
  return plane_bytes <= check->max_bytes / 3 && states <= check->max_bytes - 3 * plane_bytes;
}

CodedImage CodeWith(coeff::CoeffPreset preset, const jpeg::SplitJpegResult& split,
                    coeff::CoeffOptions options, const ImageCheck* check) {
  // A stream is of no use if it is as large as the scans; half of what a reader would do for that
  // size keeps the writer, which may code twice and then verifies, within the reader's time.
  WorkMeter meter(MaxWork(split.modelled_scan_bytes) / 2);
  options.preset = preset;
  options.work = &meter;
  CodedImage coded;
  if (CanCheck(split.frame, options, check)) {
    coeff::CheckedCoefficients checked =
        coeff::EncodeChecked(split.frame, split.planes, options, check->kernels);
    coded.bytes = std::move(checked.bytes);
    coded.decoded = std::move(checked.decoded);
    coded.decoder_work = checked.work;
  } else {
    coded.bytes = coeff::EncodeCoefficients(split.frame, split.planes, options);
  }
  coded.work = meter.used();
  if (coded.bytes.empty()) return coded;
  coded.bytes.insert(coded.bytes.begin(), static_cast<uint8_t>(preset));
  if (split.cost.work + coded.work > MaxWork(coded.bytes.size())) coded.bytes = Bytes();
  return coded;
}

// Whether most blocks of the plane equal the one to the left or above.
bool MostlyRepeats(const jpeg::CoeffPlane& plane) {
  const auto equal = [&](uint32_t row_a, uint32_t col_a, uint32_t row_b, uint32_t col_b) {
    return std::memcmp(plane.Block(row_a, col_a), plane.Block(row_b, col_b),
                       64 * sizeof(int16_t)) == 0;
  };
  uint64_t repeats = 0;
  for (uint32_t row = 0; row < plane.height_blocks; ++row) {
    for (uint32_t col = 0; col < plane.width_blocks; ++col) {
      const bool repeated =
          (col > 0 && equal(row, col, row, col - 1)) || (row > 0 && equal(row, col, row - 1, col));
      repeats += repeated ? 1 : 0;
    }
  }
  return repeats > uint64_t{plane.height_blocks} * plane.width_blocks / 2;
}

// The same with the static method where that is smaller: noise, which the presets take for a
// picture.
CodedImage OrStatic(CodedImage coded, const jpeg::SplitJpegResult& split,
                    coeff::CoeffOptions options, const ImageCheck* check) {
  if (coded.bytes.empty() || !coeff::StaticMayWin(split.planes, coded.bytes.size())) return coded;
  options.is_static = true;
  CodedImage plain = CodeWith(coeff::CoeffPreset::kFast, split, options, check);
  const bool wins = !plain.bytes.empty() && plain.bytes.size() < coded.bytes.size();
  return wins ? std::move(plain) : std::move(coded);
}

void Use(CodedImage coded, const jpeg::SplitJpegResult& split, ModelledImage* image,
         ImageCheck* check) {
  if (!coded.decoded.empty()) {
    check->image = {.payload = coded.bytes,
                    .frame = split.frame,
                    .planes = std::move(coded.decoded),
                    .work = coded.decoder_work};
  }
  image->coefficients = std::move(coded.bytes);
  image->coding_work = coded.work;
}

// The coefficients by the preset of `options`, or by the fast one where that is as good, or where a
// reader would refuse the work of the other, or by the static method where that is better. None: it
// would refuse all.
void CodeImage(const jpeg::SplitJpegResult& split, const coeff::CoeffOptions& options,
               ModelledImage* image, ImageCheck* check) {
  constexpr auto kFast = coeff::CoeffPreset::kFast;
  CodedImage fast;
  if (options.preset == kFast || MostlyRepeats(split.planes[0])) {
    fast = CodeWith(kFast, split, options, check);
    // Also when it is refused: the prior takes several times the work.
    const bool drawing = fast.bytes.size() < split.modelled_scan_bytes / kDrawingRatio;
    if (options.preset == kFast || drawing) {
      Use(OrStatic(std::move(fast), split, options, check), split, image, check);
      return;
    }
  }
  CodedImage coded = CodeWith(options.preset, split, options, check);
  const bool blank = coded.bytes.size() < image->plane_bytes / kMinBlankRatio;
  const uint64_t scans = split.modelled_scan_bytes;
  const bool is_poor =
      image->plane_bytes <= kMaxTwicePlaneBytes && coded.bytes.size() > scans - scans / kLeastSaved;
  if (fast.bytes.empty() && (blank || is_poor)) {
    fast = CodeWith(kFast, split, options, check);
  }
  if (!fast.bytes.empty() && (coded.bytes.empty() || fast.bytes.size() <= coded.bytes.size())) {
    coded = std::move(fast);
  }
  fast = {};  // three sets of planes at most, as CanCheck says
  Use(OrStatic(std::move(coded), split, options, check), split, image, check);
}

}  // namespace

std::string PartialReason(const jpeg::SplitJpegResult& split) {
  if (split.verbatim_scan_bytes == 0 && split.num_scans_modelled == split.num_scans) return {};
  std::string reason = std::to_string(split.verbatim_scan_bytes) + " of " +
                       std::to_string(split.verbatim_scan_bytes + split.modelled_scan_bytes) +
                       " scan bytes kept verbatim";
  // Damaged files have dozens of oddities; `info` lists them all.
  constexpr size_t kMaxListed = 3;
  for (size_t i = 0; i < split.oddities.size() && i < kMaxListed; ++i) {
    reason += (i == 0 ? " (" : ", ") + split.oddities[i];
  }
  if (split.oddities.size() > kMaxListed) reason += ", ...";
  if (!split.oddities.empty()) reason += ")";
  return reason;
}

Result<ModelledImage> ModelImage(ByteSpan stream, const jpeg::JpegLimits& limits,
                                 const coeff::CoeffOptions& given, uint32_t per_mille_of_rest,
                                 ImageCheck* check) {
  coeff::CoeffOptions options = given;
  if (lossless_jpeg::IsLosslessJpeg(stream)) {
    return ModelSampledImage(stream, limits, options, per_mille_of_rest);
  }
  Result<jpeg::SplitJpegResult> result = jpeg::SplitJpeg(stream, limits);
  if (!result.ok()) return result.error();
  jpeg::SplitJpegResult& split = result.value();
  ModelledImage image;
  image.reason = PartialReason(split);
  image.complete = image.reason.empty();
  image.plane_bytes = jpeg::PlaneBytes(split.frame);
  // What a reader will count beside the planes, too.
  options.max_state_bytes -= std::min(options.max_state_bytes, image.plane_bytes);
  if (coeff::SliceStateBytes(split.frame, options) > options.max_state_bytes) return OverLimit();
  image.modelled_scan_bytes = split.modelled_scan_bytes;
  image.verbatim_scan_bytes = split.verbatim_scan_bytes;
  image.skeleton = std::move(split.skeleton);
  image.facts = std::move(split.facts);
  image.cost = split.cost;
  const uint32_t sides = CanCheck(split.frame, options, check) ? 2 : 1;
  BeginStage(options.tools.monitor, sides * per_mille_of_rest,
             image.plane_bytes / (jpeg::kBlockSize * sizeof(int16_t)));
  CodeImage(split, options, &image, check);
  if (image.coefficients.empty()) {
    return Error{ErrorCode::kUnsupported, 0, "decoding takes too long for a file of its size"};
  }
  coeff::CoeffOptions decoder = options;
  decoder.preset = static_cast<coeff::CoeffPreset>(image.coefficients[0]);
  image.state_bytes = coeff::SliceStateBytes(split.frame, decoder);
  if (check != nullptr && check->image) check->image->state_bytes = image.state_bytes;
  return image;
}

Result<ModelledImage> ModelledImages::Get(ByteSpan stream, const jpeg::JpegLimits& limits,
                                          const coeff::CoeffOptions& options) {
  for (const Entry& entry : entries_) {
    // Under a lower limit than before the image may have become too large.
    if (entry.image.plane_bytes <= limits.max_plane_bytes &&
        std::equal(stream.begin(), stream.end(), entry.stream.begin(), entry.stream.end())) {
      return entry.image;
    }
  }
  Result<ModelledImage> made = ModelImage(stream, limits, options, 0);
  if (made.ok()) entries_.push_back({Bytes(stream.begin(), stream.end()), made.value()});
  return made;
}

JpegFinder::JpegFinder(ByteSpan bytes, size_t first)
    : bytes_(bytes), pos_(first), walk_budget_(bytes.size() * kWalkFactor) {}

bool JpegFinder::Next(JpegPlace* place) {
  while (pos_ < bytes_.size() && num_found_ < kMaxTried) {
    const void* found = std::memchr(bytes_.data() + pos_, 0xFF, bytes_.size() - pos_);
    if (found == nullptr) break;
    pos_ = static_cast<size_t>(static_cast<const uint8_t*>(found) - bytes_.data());
    const ByteSpan rest = bytes_.subspan(pos_);
    if (rest.size() < 4 || rest[1] != 0xD8 || rest[2] != 0xFF) {
      ++pos_;
      continue;
    }
    const jpeg::JpegWalk walk = jpeg::WalkJpeg(rest);
    if (walk.end > walk_budget_) break;
    walk_budget_ -= walk.end;
    // A stream cut off by the end of the bytes is worth a try, too.
    const bool whole = walk.complete || walk.end == rest.size();
    if (!whole || walk.scan_bytes < kMinScanBytes) {
      ++pos_;
      continue;
    }
    *place = {pos_, pos_ + walk.end, walk.scan_bytes};
    pos_ += walk.end;
    ++num_found_;
    return true;
  }
  return false;
}

}  // namespace jackdaw::container
