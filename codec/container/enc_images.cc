#include "codec/container/enc_images.h"

#include <algorithm>
#include <cstring>

#include "codec/container/enc_sampled_image.h"
#include "codec/container/format.h"
#include "codec/jpeg/jpeg_walk.h"

namespace jackdaw::container {
namespace {

// Below this a section costs more than the model saves.
constexpr uint64_t kMinScanBytes = 64;
// What an image adds beside coefficients and facts: section head, table entry, and the parts that
// the cut splits zstd's matches in.
constexpr uint64_t kImageOverhead = 16;
// Streams handed to SplitJpeg, and bytes walked over in all, as a multiple of the bytes given.
constexpr size_t kMaxTried = 1024;
constexpr uint64_t kWalkFactor = 8;
// A block takes at least one bit of a scan and 128 bytes of planes. A stream with fewer bits claims
// a size that it does not fill; hundreds of these would take minutes.
constexpr uint64_t kMaxPlaneRatio = 1024;
constexpr uint64_t kMinPlaneBytes = 1 << 16;
// Images up to this size (a thumbnail), and those that are nearly blank, are coded with the fast
// preset too: it may win, and takes no time.
constexpr uint64_t kMaxTwicePlaneBytes = 1 << 17;
constexpr uint64_t kMinBlankRatio = 256;  // half a byte per block
// Of an image that mostly repeats itself, the fast preset may leave this part of the scans: a
// drawing, of which the prior knows nothing.
constexpr uint64_t kDrawingRatio = 12;

// A stream of an image's coefficients, preset byte first.
struct CodedImage {
  Bytes bytes;  // empty: not coded, or too much work
  uint64_t work = 0;
};

CodedImage CodeWith(coeff::CoeffPreset preset, const jpeg::SplitJpegResult& split,
                    coeff::CoeffOptions options) {
  // A stream is of no use if it is as large as the scans; half of what a reader would do for that
  // size keeps the writer, which may code twice and then verifies, within the reader's time.
  WorkMeter meter(MaxWork(split.modelled_scan_bytes) / 2);
  options.preset = preset;
  options.work = &meter;
  CodedImage coded{coeff::EncodeCoefficients(split.frame, split.planes, options), meter.used()};
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

void Use(CodedImage coded, coeff::CoeffPreset preset, ModelledImage* image) {
  image->coefficients = std::move(coded.bytes);
  image->coding_work = coded.work;
  image->needs_model = preset != coeff::CoeffPreset::kFast;
}

// The coefficients by the preset of `options`, or by the fast one where that is as good, or where a
// reader would refuse the work of the other. None: it would refuse both.
void CodeImage(const jpeg::SplitJpegResult& split, const coeff::CoeffOptions& options,
               size_t model_id_bytes, ModelledImage* image) {
  constexpr auto kFast = coeff::CoeffPreset::kFast;
  CodedImage fast;
  if (options.preset == kFast || MostlyRepeats(split.planes[0])) {
    fast = CodeWith(kFast, split, options);
    // Also when it is refused: the prior takes several times the work.
    const bool drawing = fast.bytes.size() < split.modelled_scan_bytes / kDrawingRatio;
    if (options.preset == kFast || drawing) {
      Use(std::move(fast), kFast, image);
      return;
    }
  }
  CodedImage coded = CodeWith(options.preset, split, options);
  const bool blank = coded.bytes.size() < image->plane_bytes / kMinBlankRatio;
  if (fast.bytes.empty() && (blank || image->plane_bytes <= kMaxTwicePlaneBytes)) {
    fast = CodeWith(kFast, split, options);
  }
  if (!fast.bytes.empty() &&
      (coded.bytes.empty() || fast.bytes.size() <= coded.bytes.size() + model_id_bytes)) {
    Use(std::move(fast), kFast, image);
  } else {
    Use(std::move(coded), options.preset, image);
  }
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
                                 const coeff::CoeffOptions& options, size_t model_id_bytes,
                                 uint32_t per_mille_of_rest) {
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
  image.modelled_scan_bytes = split.modelled_scan_bytes;
  image.verbatim_scan_bytes = split.verbatim_scan_bytes;
  image.skeleton = std::move(split.skeleton);
  image.facts = std::move(split.facts);
  image.cost = split.cost;
  BeginStage(options.tools.monitor, per_mille_of_rest,
             image.plane_bytes / (jpeg::kBlockSize * sizeof(int16_t)));
  CodeImage(split, options, model_id_bytes, &image);
  if (image.coefficients.empty()) {
    return Error{ErrorCode::kUnsupported, 0, "decoding takes too long for a file of its size"};
  }
  coeff::CoeffOptions decoder = options;
  decoder.preset = static_cast<coeff::CoeffPreset>(image.coefficients[0]);
  image.state_bytes = coeff::SliceStateBytes(split.frame, decoder);
  return image;
}

Result<ModelledImage> ModelledImages::Get(ByteSpan stream, const jpeg::JpegLimits& limits,
                                          const coeff::CoeffOptions& options,
                                          size_t model_id_bytes) {
  for (const Entry& entry : entries_) {
    // Under a lower limit than before the image may have become too large.
    if (entry.image.plane_bytes <= limits.max_plane_bytes &&
        std::equal(stream.begin(), stream.end(), entry.stream.begin(), entry.stream.end())) {
      return entry.image;
    }
  }
  Result<ModelledImage> made = ModelImage(stream, limits, options, model_id_bytes, 0);
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

namespace {

// Cuts found JPEGs out, one after the other.
class Cutter {
 public:
  Cutter(ByteSpan bytes, const jpeg::JpegLimits& limits, const coeff::CoeffOptions& options,
         bool model_named, ModelledImages* known)
      : bytes_(bytes),
        limits_(limits),
        options_(options),
        model_named_(model_named),
        known_(known) {}

  bool full() const { return cutting_.table.embedded.size() == kMaxEmbeddedImages; }

  // Cuts the JPEG at this place out when that pays.
  void Take(const JpegPlace& place) {
    const ByteSpan stream = bytes_.subspan(place.begin, place.end - place.begin);
    // Photoshop writes the same thumbnail twice.
    for (size_t i = 0; i < streams_.size(); ++i) {
      if (!std::equal(stream.begin(), stream.end(), streams_[i].begin(), streams_[i].end()))
        continue;
      Cut(place, {.copy_of = i});
      return;
    }
    jpeg::JpegLimits limits = limits_;
    limits.max_plane_bytes =
        std::min(limits.max_plane_bytes, kMinPlaneBytes + kMaxPlaneRatio * place.scan_bytes);
    const size_t model_id_bytes = model_named_ ? 0 : kModelIdBytes;
    Result<ModelledImage> result = known_ != nullptr
                                       ? known_->Get(stream, limits, options_, model_id_bytes)
                                       : ModelImage(stream, limits, options_, model_id_bytes, 0);
    if (!result.ok()) return;
    ModelledImage& image = result.value();
    const uint64_t cost = image.coefficients.size() + image.facts.size() + kImageOverhead;
    if (image.modelled_scan_bytes < kMinScanBytes || cost >= image.modelled_scan_bytes) return;
    limits_.max_plane_bytes -= std::min(limits_.max_plane_bytes, image.plane_bytes);
    model_named_ = model_named_ || image.needs_model;
    Cut(place, {.skeleton_bytes = image.skeleton.size(), .facts_bytes = image.facts.size()});
    cutting_.images.push_back(std::move(image));
  }

  Cutting Finish() {
    AppendRest(bytes_.size());
    return std::move(cutting_);
  }

 private:
  void AppendRest(size_t end) {
    const ByteSpan part = bytes_.subspan(done_, end - done_);
    cutting_.rest.insert(cutting_.rest.end(), part.begin(), part.end());
  }

  void Cut(const JpegPlace& place, EmbeddedEntry entry) {
    AppendRest(place.begin);
    entry.distance = place.begin - done_;
    cutting_.table.embedded.push_back(entry);
    streams_.push_back(bytes_.subspan(place.begin, place.end - place.begin));
    done_ = place.end;
  }

  ByteSpan bytes_;
  jpeg::JpegLimits limits_;
  const coeff::CoeffOptions& options_;
  bool model_named_;
  ModelledImages* known_;  // may be null
  Cutting cutting_;
  std::vector<ByteSpan> streams_;  // cut out so far
  size_t done_ = 0;                // bytes before are in rest or cut out
};

}  // namespace

Cutting CutEmbedded(ByteSpan bytes, size_t first, const jpeg::JpegLimits& limits,
                    const coeff::CoeffOptions& options, bool model_named, ModelledImages* known) {
  Cutter cutter(bytes, limits, options, model_named, known);
  JpegFinder finder(bytes, first);
  JpegPlace place;
  while (!cutter.full() && finder.Next(&place)) cutter.Take(place);
  return cutter.Finish();
}

}  // namespace jackdaw::container
