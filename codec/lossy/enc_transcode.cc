#include "codec/lossy/enc_transcode.h"

#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/work_monitor.h"
#include "codec/jpeg/enc_metadata.h"
#include "codec/jpeg/enc_tail.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_attention.h"
#include "codec/lossy/enc_jpeg_output.h"
#include "codec/lossy/enc_loss_memory.h"
#include "codec/lossy/enc_loss_session.h"
#include "codec/lossy/enc_lossy_image.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/lossy/enc_refine.h"
#include "codec/lossy/enc_refined_run.h"
#include "codec/lossy/enc_views.h"

namespace jackdaw::lossy {
namespace {

constexpr uint64_t kMinPlaneCopies = 2;  // in case the frame is only known once all is parsed
// With optimised tables and scans and no loss, any but odd inputs keep more than this part of their
// size.
constexpr double kSurelyBelowLosslessSize = 0.75;
// Of the work that is left, as nobody knows how many candidates a search takes.
constexpr uint32_t kCandidatePerMille = 300;
constexpr uint32_t kRefinePerMille = 800;  // most of it, where tables are refined
// Exif, ICC and so on before the image, and scan data as large as raw samples.
constexpr uint64_t kMaxOutputRoom = uint64_t{1} << 20;

// How plain JPEG files are made of one image: a backend of LossSession.
class JpegBackend {
 public:
  struct Candidate : LossCandidate {
    ScanScript script;
    uint64_t levels_hash = 0;
    std::vector<std::string> warnings;  // of places that could not be corrected
  };
  static constexpr bool kMixesBlocks = true;

  // jpeg: the input; empty where pixels are. attention: of the picture, or null.
  JpegBackend(ByteSpan jpeg, const LossPicture& picture, const jpeg::Metadata& metadata,
              const TranscodeOptions& options, Attention* attention, WorkMonitor* monitor)
      : jpeg_(jpeg),
        picture_(picture),
        monitor_(monitor),
        metadata_(metadata),
        scripts_(ScriptsFor(*picture.frame, options.scans)),
        image_(*picture.frame, picture.planes, picture.model,
               CriterionOf(options.tune, options.target), monitor, picture.unit, attention) {}

  Result<Candidate> MakeLossless() const {
    if (picture_.is_of_pixels()) return MakeFinest();
    Candidate made;
    made.is_lossless = true;
    for (const jpeg::FrameComponent& c : picture_.frame->components) {
      made.coded.steps.push_back(c.quant);
    }
    const Status written = WriteLevels(picture_.planes, scripts_, &made);
    if (!written.ok()) return written.error();
    return made;
  }

  Result<Candidate> Code(const LossyKnobs& knobs) const {
    Candidate made;
    made.knobs = knobs;
    if (knobs.table_lambda > 0) made.knobs.factors = factors_;
    BeginStage(monitor_, kCandidatePerMille, LossyImage::NumWorkUnits(*picture_.frame));
    made.coded = image_.Encode(made.knobs);
    if (IsCancelled(monitor_)) return CancelledError();
    return made;
  }

  // like: its scan script alone is tried.
  Status Write(Candidate* made, const Candidate* like) const {
    const std::span<const ScanScript> scripts =
        like != nullptr ? std::span<const ScanScript>(&like->script, 1) : scripts_;
    Status written = WriteLevels(made->coded.levels, scripts, made);
    made->coded.levels = {};
    return written;
  }

  std::shared_ptr<const TableFactors> Refine(const LossyKnobs& knobs, int max_trials) const {
    BeginStage(monitor_, kRefinePerMille,
               LossyImage::NumWorkUnits(*picture_.frame) * (static_cast<uint64_t>(max_trials) + 1));
    return RefineTables({.classes = FirstComponents(image_.curves()),
                         .steps = [&](const LossyKnobs& k) { return image_.Steps(k); },
                         .cost = [&](const LossyKnobs& k) { return image_.Cost(k); },
                         .monitor = monitor_},
                        knobs, max_trials);
  }
  void UseFactors(std::shared_ptr<const TableFactors> factors) { factors_ = std::move(factors); }

  Result<double> DistortionOf(const Candidate& made, const LossyKnobs& knobs) const {
    if (made.is_lossless && !picture_.is_of_pixels()) return 0.0;
    const Result<std::vector<jpeg::CoeffPlane>> levels = ReadLevels(made);
    if (!levels.ok()) return levels.error();
    return CostOfErrors(image_.curves(), *picture_.frame, picture_.planes, levels.value(),
                        made.coded.steps, knobs);
  }

  LossyKnobs KnobsAtQuality(double quality) const {
    BeginStage(monitor_, kCandidatePerMille, image_.NumWorkUnitsOfQuality());
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

  // Reads the result again and compares tables and levels. Returns the levels.
  Result<std::vector<jpeg::CoeffPlane>> ReadLevels(const Candidate& made) const {
    const Error failed{ErrorCode::kInternal, 0, "the result does not read back as it was made"};
    Result<jpeg::SplitJpegResult> again = jpeg::SplitJpeg(
        made.file, {.max_plane_bytes = jpeg::PlaneBytes(*picture_.frame), .monitor = monitor_});
    if (!again.ok()) return failed;
    std::vector<jpeg::CoeffPlane>& planes = again.value().planes;
    if (planes.size() != made.coded.steps.size()) return failed;
    for (size_t i = 0; i < planes.size(); ++i) {
      if (again.value().frame.components[i].quant != made.coded.steps[i]) return failed;
    }
    if (HashOf(planes) != made.levels_hash) return failed;
    return std::move(planes);
  }

 private:
  // Of pixels: what the finest tables give.
  Result<Candidate> MakeFinest() const {
    Result<Candidate> made = Code({});
    if (!made.ok()) return made;
    const Status written = Write(&made.value(), nullptr);
    if (!written.ok()) return written.error();
    made.value().is_lossless = true;
    return made;
  }

  size_t MetadataBytes() const { return metadata_.segments.size() + metadata_.tail.bytes().size(); }

  // Of what lies inside the image: libjpeg replaces what pads it.
  uint64_t HashOf(std::span<const jpeg::CoeffPlane> planes) const {
    uint64_t hash = 0;
    for (size_t i = 0; i < planes.size(); ++i) {
      const jpeg::FrameComponent& c = picture_.frame->components[i];
      for (uint32_t y = 0; y < c.height_blocks; ++y) {
        const size_t row_bytes = size_t{c.width_blocks} * jpeg::kBlockSize * sizeof(int16_t);
        hash = XXH3_64bits_withSeed(planes[i].Block(y, 0), row_bytes, hash);
      }
    }
    return hash;
  }

  Status WriteLevels(std::span<const jpeg::CoeffPlane> levels, std::span<const ScanScript> scripts,
                     Candidate* made) const {
    const uint64_t max_bytes = jpeg::PlaneBytes(*picture_.frame) * 2 + kMaxOutputRoom;
    const Result<JpegOutput> output = WriteSmallest(
        *picture_.frame, LevelsView(made->coded.steps, levels), scripts, max_bytes, monitor_);
    if (IsCancelled(monitor_)) return CancelledError();
    if (!output.ok()) return NoLossyResult(output.error().message);
    made->script = scripts[output.value().script];
    made->levels_hash = HashOf(levels);
    const ByteSpan bytes = output.value().bytes;
    made->picture_bytes = bytes.size();
    made->file.reserve(bytes.size() + MetadataBytes());
    for (const ByteSpan part : {bytes.first(2), ByteSpan(metadata_.segments), bytes.subspan(2),
                                ByteSpan(metadata_.tail.bytes())}) {  // SOI is first
      made->file.insert(made->file.end(), part.begin(), part.end());
    }
    made->warnings = jpeg::MoveOffsets(jpeg_, metadata_.tail, &made->file);
    return OkStatus();
  }

  ByteSpan jpeg_;
  const LossPicture picture_;
  WorkMonitor* const monitor_;
  const jpeg::Metadata& metadata_;
  const std::vector<ScanScript> scripts_;
  const LossyImage image_;
  std::shared_ptr<const TableFactors> factors_;  // of refined tables
};

// The input, less what is to be left out.
TranscodeResult Copy(ByteSpan jpeg, const jpeg::Metadata& metadata, bool progressive) {
  TranscodeResult result;
  result.bytes = jpeg::WithMetadata(jpeg, metadata);
  result.warnings = jpeg::MoveOffsets(jpeg, metadata.tail, &result.bytes);
  result.copied = true;
  result.progressive = progressive;
  return result;
}

// Whether the input is already of the kind that is asked for.
bool IsOfKind(const jpeg::Frame& frame, ScanChoice scans) {
  switch (scans) {
    case ScanChoice::kSmaller:
      return true;
    case ScanChoice::kBaseline:
      return !frame.progressive() && !frame.arithmetic();
    case ScanChoice::kProgressive:
      return frame.progressive() && !frame.arithmetic();
  }
  return false;
}

const LossMemory& MemoryFor(LossTarget target) {
  switch (target) {
    case LossTarget::kQuality:
    case LossTarget::kLambda:
      return kTranscodeMemory;
    case LossTarget::kPsnr:
    case LossTarget::kPsnrLuma:
      return kTranscodePsnrMemory;
    case LossTarget::kBitsPerPixel:
    case LossTarget::kSize:
      break;
  }
  return kTranscodeSizeMemory;
}

Result<jpeg::SplitJpegResult> SplitInput(ByteSpan jpeg, const TranscodeOptions& options,
                                         WorkMonitor* monitor) {
  Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(
      jpeg, {.max_plane_bytes = options.memory_limit / kMinPlaneCopies, .monitor = monitor});
  if (!split.ok()) {
    if (split.error().code == ErrorCode::kLimitExceeded) return split.error();
    return NoLossyResult(split.error().message);
  }
  const Status supported = CheckLossInput(split.value());
  if (!supported.ok()) return supported.error();
  return split;
}

void Append(const std::vector<std::string>& more, std::vector<std::string>* lines) {
  lines->insert(lines->end(), more.begin(), more.end());
}

// Checks the candidate, and says what became of the picture.
Result<TranscodeResult> Finish(const JpegBackend& backend, JpegBackend::Candidate made,
                               LossSession<JpegBackend>* session) {
  const Result<std::vector<jpeg::CoeffPlane>> levels = backend.ReadLevels(made);
  if (!levels.ok()) return levels.error();
  const PixelErrors errors = session->Errors(made, levels.value());
  TranscodeResult result;
  result.progressive = made.script.progressive;
  result.lambda = made.knobs.table_lambda;
  result.psnr_db = PsnrOf(errors.all);
  result.psnr_luma_db = PsnrOf(errors.luma);
  result.bytes = std::move(made.file);
  result.warnings = std::move(made.warnings);
  return result;
}

// views: the other ones, and strip: applied to them already.
Result<TranscodeResult> TranscodeFirst(ByteSpan jpeg, const TranscodeOptions& options,
                                       const CodedViews& views, WorkMonitor* monitor) {
  const Result<jpeg::SplitJpegResult> split = SplitInput(jpeg, options, monitor);
  if (!split.ok()) return split.error();
  const Result<jpeg::Metadata> metadata =
      jpeg::CollectMetadata(jpeg, split.value().skeleton, options.strip, views.Recoder(jpeg));
  if (!metadata.ok()) return metadata.error();
  const LossPicture picture = PictureOf(split.value());
  const auto attention = MakeAttention(options.attention, options.tune, picture);
  if (!attention.ok()) return attention.error();
  JpegBackend backend(jpeg, picture, metadata.value(), options, attention.value().get(), monitor);
  const uint64_t max_work = MaxLossWork(jpeg.size());
  LossSession<JpegBackend> session(picture, backend, max_work);
  Result<JpegBackend::Candidate> candidate = RunRefined(
      picture, {options.target, options.value, options.refine, max_work}, &session, &backend);
  if (!candidate.ok()) return candidate.error();
  JpegBackend::Candidate& made = candidate.value();
  const jpeg::Frame& frame = split.value().frame;
  if (IsOfKind(frame, options.scans)) {
    TranscodeResult copy = Copy(jpeg, metadata.value(), frame.progressive());
    if (made.file.size() >= copy.bytes.size()) {
      copy.lossless = views.lossless();
      copy.psnr_db = views.psnr_db();
      copy.psnr_luma_db = views.psnr_luma_db();
      copy.removed = metadata.value().removed;
      Append(views.warnings(), &copy.warnings);
      return copy;
    }
  }
  const bool is_lossless = made.is_lossless && views.lossless();
  Result<TranscodeResult> finished = Finish(backend, std::move(made), &session);
  if (!finished.ok()) return finished;
  TranscodeResult& result = finished.value();
  result.psnr_db = std::min(result.psnr_db, views.psnr_db());
  result.psnr_luma_db = std::min(result.psnr_luma_db, views.psnr_luma_db());
  result.lossless = is_lossless;
  result.removed = metadata.value().removed;
  Append(views.warnings(), &result.warnings);
  return finished;
}

}  // namespace

Result<TranscodeResult> TranscodeFile(ByteSpan jpeg, const TranscodeOptions& options,
                                      WorkMonitor* monitor) {
  const Status fits = CheckLossMemory(jpeg, MemoryFor(options.target), options.memory_limit);
  if (!fits.ok()) return fits.error();
  const auto code_view = [&](ByteSpan view, const LossAim& aim) -> Result<CodedView> {
    TranscodeOptions of_view = options;
    of_view.target = aim.target;
    of_view.value = aim.value;
    Result<TranscodeResult> made = TranscodeFirst(view, of_view, CodedViews(), monitor);
    if (!made.ok()) return made.error();
    TranscodeResult& result = made.value();
    return CodedView{std::move(result.bytes), result.lossless, result.psnr_db, result.psnr_luma_db};
  };
  const Result<CodedViews> views =
      CodedViews::Make(jpeg, {options.target, options.value}, code_view);
  if (!views.ok()) return views.error();
  return TranscodeFirst(jpeg, options, views.value(), monitor);
}

Result<TranscodeResult> EncodeJpeg(const LossPicture& picture, const jpeg::Metadata& metadata,
                                   const TranscodeOptions& options, WorkMonitor* monitor) {
  const auto attention = MakeAttention(options.attention, options.tune, picture);
  if (!attention.ok()) return attention.error();
  JpegBackend backend({}, picture, metadata, options, attention.value().get(), monitor);
  const uint64_t max_work = MaxWorkOfPixels(*picture.frame);
  LossSession<JpegBackend> session(picture, backend, max_work);
  Result<JpegBackend::Candidate> made = RunRefined(
      picture, {options.target, options.value, options.refine, max_work}, &session, &backend);
  if (!made.ok()) return made.error();
  return Finish(backend, std::move(made).value(), &session);
}

}  // namespace jackdaw::lossy
