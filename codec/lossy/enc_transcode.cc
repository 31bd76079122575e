#include "codec/lossy/enc_transcode.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "base/work_monitor.h"
#include "codec/jpeg/enc_metadata.h"
#include "codec/jpeg/enc_mpf.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_jpeg_output.h"
#include "codec/lossy/enc_loss_session.h"
#include "codec/lossy/enc_lossy_image.h"
#include "codec/lossy/enc_lossy_input.h"

namespace jackdaw::lossy {
namespace {

// Planes, the levels of up to four candidates, libjpeg's copy, the check's, samples: in planes.
constexpr uint64_t kPlaneCopies = 8;
// With optimised tables and scans and no loss, any but odd inputs keep more than this part of their
// size.
constexpr double kSurelyBelowLosslessSize = 0.75;
// Of the work that is left, as nobody knows how many candidates a search takes.
constexpr uint32_t kCandidatePerMille = 300;
// Exif, ICC and so on before the image, and scan data as large as raw samples.
constexpr uint64_t kMaxOutputRoom = uint64_t{1} << 20;

// How plain JPEG files are made of one image: a backend of LossSession.
class JpegBackend {
 public:
  struct Candidate : LossCandidate {
    ScanScript script;
  };
  static constexpr bool kMixesBlocks = true;

  // jpeg: the input; empty where pixels are.
  JpegBackend(ByteSpan jpeg, const LossPicture& picture, jpeg::Metadata metadata,
              const TranscodeOptions& options, WorkMonitor* monitor)
      : jpeg_(jpeg),
        picture_(picture),
        monitor_(monitor),
        metadata_(std::move(metadata)),
        scripts_(ScriptsFor(*picture.frame, options.scans)),
        image_(*picture.frame, picture.planes, picture.model, options.tune, monitor, picture.unit) {
  }

  Result<Candidate> MakeLossless() const {
    Result<Candidate> made = Code({});
    if (!made.ok()) return made;
    made.value().is_lossless = true;
    const Status written = Write(&made.value(), nullptr);
    if (!written.ok()) return written.error();
    return made;
  }

  Result<Candidate> Code(const LossyKnobs& knobs) const {
    Candidate made;
    made.knobs = knobs;
    BeginStage(monitor_, kCandidatePerMille, LossyImage::NumWorkUnits(*picture_.frame));
    made.coded = image_.Encode(knobs);
    if (IsCancelled(monitor_)) return CancelledError();
    return made;
  }

  // like: its scan script alone is tried.
  Status Write(Candidate* made, const Candidate* like) const {
    const std::span<const ScanScript> scripts =
        like != nullptr ? std::span<const ScanScript>(&like->script, 1) : scripts_;
    const uint64_t max_bytes = jpeg::PlaneBytes(*picture_.frame) * 2 + kMaxOutputRoom;
    const Result<JpegOutput> output =
        WriteSmallest(*picture_.frame, made->coded, scripts, max_bytes, monitor_);
    if (IsCancelled(monitor_)) return CancelledError();
    if (!output.ok()) return NoLossyResult(output.error().message);
    made->script = scripts[output.value().script];
    const ByteSpan bytes = output.value().bytes;
    made->picture_bytes = bytes.size();
    made->file.reserve(bytes.size() + MetadataBytes());
    for (const ByteSpan part : {bytes.first(2), ByteSpan(metadata_.segments), bytes.subspan(2),
                                ByteSpan(metadata_.tail)}) {  // SOI is first
      made->file.insert(made->file.end(), part.begin(), part.end());
    }
    if (!metadata_.tail.empty()) jpeg::MoveMpfIndex(jpeg_, metadata_.tail.size(), &made->file);
    return OkStatus();
  }

  LossyKnobs KnobsAtQuality(double quality) const {
    BeginStage(monitor_, kCandidatePerMille, LossyImage::NumWorkUnits(*picture_.frame));
    return image_.KnobsAtQuality(quality);
  }

  LossEstimate Estimate(const LossyKnobs& knobs) const {
    LossEstimate estimate = image_.Estimate(knobs);
    estimate.bytes += static_cast<double>(MetadataBytes());
    return estimate;
  }

  bool ExpectsLosslessWithin(double bytes) const {
    const double lossless =
        picture_.is_of_pixels() ? Estimate({}).bytes : static_cast<double>(jpeg_.size());
    return lossless * kSurelyBelowLosslessSize < bytes;
  }
  bool MayHaveLosslessWithin(double bytes, const Candidate& /*made*/) const {
    return ExpectsLosslessWithin(bytes);
  }
  int MaxBackSteps(const Candidate& made) const {
    return IsErratic(made) ? kMaxCheapBackSteps : kMaxBackSteps;
  }
  // Where headers and whole bytes outweigh what a step of lambda saves.
  bool IsErratic(const Candidate& made) const {
    return made.picture_bytes <= kMaxSmallBytes &&
           jpeg::PlaneBytes(*picture_.frame) <= kMaxCheapPlaneBytes;
  }

  // Reads the result again and compares tables and levels.
  Status CheckReads(const Candidate& made) const {
    const Error failed{ErrorCode::kInternal, 0, "the result does not read back as it was made"};
    const Result<jpeg::SplitJpegResult> again = jpeg::SplitJpeg(
        made.file, {.max_plane_bytes = jpeg::PlaneBytes(*picture_.frame), .monitor = monitor_});
    if (!again.ok()) return failed;
    const std::vector<jpeg::CoeffPlane>& planes = again.value().planes;
    if (planes.size() != made.coded.levels.size()) return failed;
    for (size_t i = 0; i < planes.size(); ++i) {
      const jpeg::FrameComponent& c = picture_.frame->components[i];
      if (again.value().frame.components[i].quant != made.coded.steps[i]) return failed;
      for (uint32_t y = 0; y < c.height_blocks; ++y) {
        const int16_t* wanted = made.coded.levels[i].Block(y, 0);
        if (!std::equal(wanted, wanted + size_t{c.width_blocks} * jpeg::kBlockSize,
                        planes[i].Block(y, 0))) {
          return failed;
        }
      }
    }
    return OkStatus();
  }

 private:
  size_t MetadataBytes() const { return metadata_.segments.size() + metadata_.tail.size(); }

  ByteSpan jpeg_;
  const LossPicture picture_;
  WorkMonitor* const monitor_;
  const jpeg::Metadata metadata_;
  const std::vector<ScanScript> scripts_;
  const LossyImage image_;
};

TranscodeResult Copy(ByteSpan jpeg, bool strip) {
  TranscodeResult result;
  result.bytes = strip ? jpeg::StripHead(jpeg) : Bytes(jpeg.begin(), jpeg.end());
  result.lossless = result.copied = true;
  result.psnr_db = result.psnr_luma_db = PsnrOf(0);
  return result;
}

}  // namespace

Result<TranscodeResult> TranscodeFile(ByteSpan jpeg, const TranscodeOptions& options,
                                      WorkMonitor* monitor) {
  const jpeg::JpegLimits limits{.max_plane_bytes = options.memory_limit / kPlaneCopies,
                                .monitor = monitor};
  const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(jpeg, limits);
  if (!split.ok()) {
    if (split.error().code == ErrorCode::kLimitExceeded) return split.error();
    return NoLossyResult(split.error().message);
  }
  const Status supported = CheckLossInput(split.value());
  if (!supported.ok()) return supported.error();
  const LossPicture picture = PictureOf(split.value());
  const JpegBackend backend(jpeg, picture,
                            jpeg::CollectMetadata(split.value().skeleton, options.strip), options,
                            monitor);
  LossSession<JpegBackend> session(picture, backend, MaxLossWork(jpeg.size()));
  Result<JpegBackend::Candidate> candidate = session.Run(options.target, options.value);
  if (!candidate.ok()) return candidate.error();
  JpegBackend::Candidate& made = candidate.value();
  if (made.file.size() >= jpeg.size()) return Copy(jpeg, options.strip);
  const Status reads = backend.CheckReads(made);
  if (!reads.ok()) return reads.error();
  TranscodeResult result;
  result.progressive = made.script.progressive;
  result.lambda = made.knobs.table_lambda;
  const PixelErrors errors = session.Errors(made);
  result.psnr_db = PsnrOf(errors.all);
  result.psnr_luma_db = PsnrOf(errors.luma);
  result.lossless = made.is_lossless;
  result.bytes = std::move(made.file);
  return result;
}

Result<TranscodeResult> EncodeJpeg(const LossPicture& picture, const jpeg::Metadata& metadata,
                                   const TranscodeOptions& options, WorkMonitor* monitor) {
  const JpegBackend backend({}, picture, metadata, options, monitor);
  LossSession<JpegBackend> session(picture, backend, MaxWorkOfPixels(*picture.frame));
  Result<JpegBackend::Candidate> made = session.Run(options.target, options.value);
  if (!made.ok()) return made.error();
  const Status reads = backend.CheckReads(made.value());
  if (!reads.ok()) return reads.error();
  TranscodeResult result;
  result.progressive = made.value().script.progressive;
  result.lambda = made.value().knobs.table_lambda;
  const PixelErrors errors = session.Errors(made.value());
  result.psnr_db = PsnrOf(errors.all);
  result.psnr_luma_db = PsnrOf(errors.luma);
  result.bytes = std::move(made.value().file);
  return result;
}

}  // namespace jackdaw::lossy
