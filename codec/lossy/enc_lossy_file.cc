#include "codec/lossy/enc_lossy_file.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "codec/coeff/slices/tools.h"
#include "codec/container/dec_file.h"
#include "codec/container/enc_file.h"
#include "codec/container/enc_images.h"
#include "codec/container/format.h"
#include "codec/jpeg/enc_metadata.h"
#include "codec/jpeg/enc_tail.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_attention.h"
#include "codec/lossy/enc_chosen_image.h"
#include "codec/lossy/enc_loss_memory.h"
#include "codec/lossy/enc_loss_session.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/lossy/enc_lossy_skeleton.h"
#include "codec/lossy/enc_refine.h"
#include "codec/lossy/enc_refined_run.h"
#include "codec/lossy/enc_views.h"
#include "codec/quant/lossy_record.h"

namespace jackdaw::lossy {
namespace {

constexpr uint64_t kMinPlaneCopies = 2;  // in case the frame is only known once all is parsed
// A result whose tables save this part of it, by the estimate, is surely smaller than the lossless
// one: estimates of photographs were at most 2.4 times what the tables saved, and levels that are
// chosen by rate and distortion save more.
constexpr double kSurelyBelowLosslessSaving = 0.015;
constexpr double kMaxOverestimate = 2.4;
// Of the work that is left, as nobody knows how many candidates a search takes.
constexpr uint32_t kCandidatePerMille = 300;
constexpr uint32_t kRefinePerMille = 800;  // most of it, where tables are refined
constexpr uint32_t kSamplePerMille = 100;  // that --quality codes beforehand
// Less than this many bytes of planes per byte: noise and extreme values. 4 bits per coefficient.
constexpr uint64_t kMinWildRatio = 4;

// Whether more than an eighth of the blocks, not counting flat ones, occurred before.
bool IsDrawing(const jpeg::CoeffPlane& plane) {
  std::unordered_set<uint64_t> seen;
  size_t num_blocks = 0;
  const std::vector<int16_t>& coeffs = plane.coeffs;
  for (size_t b = 0; b < coeffs.size(); b += jpeg::kBlockSize) {
    const int16_t* block = coeffs.data() + b;
    if (std::count(block + 1, block + jpeg::kBlockSize, 0) >= jpeg::kBlockSize - 2) continue;
    ++num_blocks;
    seen.insert(XXH3_64bits(block, jpeg::kBlockSize * sizeof(int16_t)));
  }
  return num_blocks - seen.size() > num_blocks / 8;
}

// How lossy .jkd files are made of one image: a backend of LossSession.
class JkdBackend {
 public:
  struct Candidate : LossCandidate {
    Bytes coefficients;                 // coded; until the file is written
    uint64_t coding_work = 0;           // that decoding them takes
    Bytes jpeg;                         // that the file gives; empty: the input
    std::vector<std::string> warnings;  // of places that could not be corrected
  };
  static constexpr bool kMixesBlocks = false;

  // jpeg: the input; empty where pixels are. attention: of the picture, or null.
  JkdBackend(ByteSpan jpeg, const LossPicture& picture, const jpeg::Metadata& metadata,
             const LossyOptions& options, Attention* attention, const coeff::Tools& tools)
      : jpeg_(jpeg),
        picture_(picture),
        frame_(*picture.frame),
        options_(options.compress),
        tools_(tools),
        metadata_(metadata),
        is_drawing_(!picture.is_of_pixels() && IsDrawing(picture.planes[0])),
        image_(frame_, picture.planes, picture.model, CriterionOf(options.tune, options.target),
               picture.unit, attention) {}

  // What Compress gives.
  Result<Candidate> MakeLossless() const {
    if (picture_.is_of_pixels()) return MakeFinest();
    Candidate made;
    made.is_lossless = true;
    made.file = container::EncodeFile(jpeg_, options_, tools_).bytes;
    if (IsCancelled(tools_.monitor)) return CancelledError();
    made.picture_bytes = made.file.size();
    return made;
  }

  Result<Candidate> Code(const LossyKnobs& knobs) const {
    const coeff::CoeffOptions coeff{
        .num_slices = options_.num_slices, .num_threads = options_.num_threads, .tools = tools_};
    BeginStage(tools_.monitor, kCandidatePerMille,
               jpeg::PlaneBytes(frame_) / (jpeg::kBlockSize * sizeof(int16_t)));
    LossyKnobs own = knobs;
    if (own.table_lambda > 0) own.factors = factors_;
    ChosenLevels chosen = image_.Encode(own, coeff);
    if (IsCancelled(tools_.monitor)) return CancelledError();
    Candidate made;
    made.knobs = std::move(own);
    made.is_lossless = chosen.lossless;
    made.offsets = std::move(chosen.offsets);
    made.coded.levels = std::move(chosen.levels);
    for (const jpeg::FrameComponent& c : chosen.frame.components) {
      made.coded.steps.push_back(c.quant);
    }
    made.coding_work = chosen.coding_work;
    made.coefficients = std::move(chosen.coefficients);
    made.coefficients.insert(made.coefficients.begin(),
                             static_cast<uint8_t>(coeff::CoeffPreset::kDefault));
    return made;
  }

  Status Write(Candidate* made, const Candidate* /*like*/) const {
    jpeg::Frame frame = frame_;
    for (size_t i = 0; i < frame.components.size(); ++i) {
      frame.components[i].quant = made->coded.steps[i];
    }
    container::CodedJpeg coded;
    coded.skeleton = MakeLossySkeleton(frame, metadata_);
    coded.plane_bytes = jpeg::PlaneBytes(frame_);
    const Status joined = Join(made->coded, &coded.skeleton, made);
    if (!joined.ok()) return joined.error();
    made->coded.levels = {};
    coded.coding_work = made->coding_work;
    coded.coefficients = std::move(made->coefficients);
    made->coefficients = Bytes();
    const double lambda_q4 = std::round(made->knobs.table_lambda * 16);
    coded.record = quant::WriteLossyRecord(
        {.lambda_q4 = static_cast<uint32_t>(std::clamp(lambda_q4, 0.0, 16 * kMaxLambda)),
         .offsets = made->offsets},
        frame);
    Result<Bytes> file =
        container::EncodeCodedJpeg(made->jpeg, std::move(coded), options_, &embedded_, tools_);
    if (!file.ok()) return file.error();
    if (file.value().empty()) return BecomeLossless(made);
    made->file = std::move(file).value();
    made->picture_bytes = made->file.size();
    return OkStatus();
  }

  std::shared_ptr<const TableFactors> Refine(const LossyKnobs& knobs, int max_trials) const {
    const coeff::CoeffOptions coeff{
        .num_slices = options_.num_slices, .num_threads = options_.num_threads, .tools = tools_};
    const uint64_t num_blocks = jpeg::PlaneBytes(frame_) / (jpeg::kBlockSize * sizeof(int16_t));
    BeginStage(tools_.monitor, kRefinePerMille,
               num_blocks * (static_cast<uint64_t>(max_trials) + 1));
    return RefineTables({.classes = FirstComponents(image_.curves()),
                         .steps = [&](const LossyKnobs& k) { return image_.Steps(k); },
                         .cost = [&](const LossyKnobs& k) { return image_.Cost(k, coeff); },
                         .monitor = tools_.monitor},
                        knobs, max_trials);
  }
  void UseFactors(std::shared_ptr<const TableFactors> factors) { factors_ = std::move(factors); }

  Result<double> DistortionOf(const Candidate& made, const LossyKnobs& knobs) const {
    if (made.jpeg.empty()) return 0.0;
    const Result<std::vector<jpeg::CoeffPlane>> levels = ReadLevels(made);
    if (!levels.ok()) return levels.error();
    return CostOfErrors(image_.curves(), frame_, picture_.planes, levels.value(), made.coded.steps,
                        knobs);
  }

  LossyKnobs KnobsAtQuality(double quality) const {
    BeginStage(tools_.monitor, kSamplePerMille,
               jpeg::PlaneBytes(frame_) / (jpeg::kBlockSize * sizeof(int16_t)));
    return image_.KnobsAtQuality(
        quality,
        {.num_slices = options_.num_slices, .num_threads = options_.num_threads, .tools = tools_});
  }

  LossEstimate Estimate(const LossyKnobs& knobs) const {
    LossEstimate estimate = image_.Estimate(knobs);
    estimate.bytes +=
        static_cast<double>(metadata_.segments.size() + metadata_.tail.bytes().size());
    return estimate;
  }

  bool ExpectsLosslessWithin(double bytes) const { return Estimate(LossyKnobs{}).bytes <= bytes; }

  bool MayHaveLosslessWithin(double bytes, const Candidate& made) const {
    if (!IsEstimable(made)) return true;
    const auto size = static_cast<double>(made.file.size());
    const double beyond = std::max(bytes - size * kHardlyLarger, 0.0);
    return image_.EstimatedSaving(made.knobs) <
           size * kSurelyBelowLosslessSaving + beyond * kMaxOverestimate;
  }

  // Each costs a coding. Sizes of photographs fall with lambda without it.
  int MaxBackSteps(const Candidate& made) const {
    if (IsEstimable(made)) return 0;
    const bool is_cheap = IsErratic(made) && jpeg::PlaneBytes(frame_) <= kMaxCheapPlaneBytes;
    return is_cheap ? kMaxCheapBackSteps : kMaxBackSteps;
  }
  // Where a byte is more than a step of lambda is worth.
  bool IsErratic(const Candidate& made) const { return made.file.size() <= kMaxSmallBytes; }

  Result<std::vector<jpeg::CoeffPlane>> ReadLevels(const Candidate& made) const {
    if (made.jpeg.empty()) return std::vector<jpeg::CoeffPlane>();
    Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(
        made.jpeg, {.max_plane_bytes = jpeg::PlaneBytes(frame_), .monitor = tools_.monitor});
    if (!split.ok()) return split.error();
    return std::move(split.value().planes);
  }

  Status CheckDecodes(const Candidate& made) const {
    const ByteSpan jpeg = made.jpeg.empty() ? jpeg_ : ByteSpan(made.jpeg);
    const DecompressOptions options{.num_threads = options_.num_threads,
                                    .memory_limit = options_.memory_limit};
    const Result<container::DecodedFile> decoded =
        container::DecodeFile(made.file, options, false, tools_.ForVerification());
    if (!decoded.ok()) return decoded.error();
    const Bytes& bytes = decoded.value().bytes;
    if (bytes.size() == jpeg.size() && std::equal(bytes.begin(), bytes.end(), jpeg.begin())) {
      return OkStatus();
    }
    return Error{ErrorCode::kInternal, 0, "verification failed: other bytes came back"};
  }

 private:
  // For flat pictures of many megapixels: nobody may decode the lossy file, and the lossless one,
  // stored if need be, is a few hundred bytes.
  Status BecomeLossless(Candidate* made) const {
    if (picture_.is_of_pixels()) {
      made->file = container::EncodeFile(made->jpeg, options_, tools_).bytes;
      made->picture_bytes = made->file.size();
      made->offsets.clear();
      return OkStatus();
    }
    Result<Candidate> lossless = MakeLossless();
    if (!lossless.ok()) return lossless.error();
    *made = std::move(lossless).value();
    return OkStatus();
  }

  // Of pixels: what the finest tables give.
  Result<Candidate> MakeFinest() const {
    Result<Candidate> made = Code({});
    if (!made.ok()) return made;
    const Status written = Write(&made.value(), nullptr);
    if (!written.ok()) return written.error();
    made.value().is_lossless = true;
    return made;
  }

  // The JPEG that the .jkd will give. Also moves what the skeleton says of pictures behind it.
  Status Join(const LossyLevels& coded, Bytes* skeleton, Candidate* made) const {
    Bytes* jpeg = &made->jpeg;
    const Bytes facts(1, container::kPlainFacts);
    const auto layout =
        jpeg::ReadJpegLayout(*skeleton, facts, {.max_plane_bytes = jpeg::PlaneBytes(frame_)});
    if (!layout.ok()) return layout.error();
    // 16 bits of code and 10 of value for each coefficient, and a zero after each byte, are less
    // than eight bytes.
    const uint64_t max_bytes = jpeg::PlaneBytes(frame_) * 4 + skeleton->size();
    Status joined = jpeg::JoinJpeg(*layout.value(), coded.levels, max_bytes, jpeg);
    if (!joined.ok() || metadata_.tail.bytes().empty()) return joined;
    made->warnings = jpeg::MoveOffsets(jpeg_, metadata_.tail, jpeg);
    std::copy_n(jpeg->begin() + 2, metadata_.segments.size(), skeleton->begin() + 2);  // after SOI
    return OkStatus();
  }

  // Small results, noise, and drawings, which lossless coding keeps as repetitions of blocks that a
  // loss may break, are not what estimates are for.
  bool IsEstimable(const Candidate& made) const {
    const bool is_wild = made.file.size() > jpeg::PlaneBytes(frame_) / kMinWildRatio;
    return !IsErratic(made) && !is_wild && !is_drawing_;
  }

  ByteSpan jpeg_;
  const LossPicture picture_;
  const jpeg::Frame& frame_;
  const CompressOptions& options_;
  const coeff::Tools& tools_;
  const jpeg::Metadata& metadata_;
  const bool is_drawing_;
  const ChosenImage image_;
  std::shared_ptr<const TableFactors> factors_;  // of refined tables
  mutable container::ModelledImages embedded_;   // coded once for all candidates
};

Result<jpeg::SplitJpegResult> SplitInput(ByteSpan jpeg, const LossyOptions& options,
                                         WorkMonitor* monitor) {
  Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(
      jpeg,
      {.max_plane_bytes = options.compress.memory_limit / kMinPlaneCopies, .monitor = monitor});
  if (!split.ok()) {
    if (split.error().code == ErrorCode::kLimitExceeded) return split.error();
    return NoLossyResult(split.error().message);
  }
  const Status supported = CheckLossInput(split.value());
  if (!supported.ok()) return supported.error();
  return split;
}

// jpeg: what a reader gets, and empty where it is the input.
struct MadeFile {
  LossyResult result;
  Bytes jpeg;
};

// The candidate at the target, checked, and what became of the picture.
Result<MadeFile> MakeAtTarget(const LossPicture& picture, uint64_t max_work,
                              const LossyOptions& options, JkdBackend* backend) {
  LossSession<JkdBackend> session(picture, *backend, max_work);
  Result<JkdBackend::Candidate> candidate = RunRefined(
      picture, {options.target, options.value, options.refine, max_work}, &session, backend);
  if (!candidate.ok()) return candidate.error();
  JkdBackend::Candidate& made = candidate.value();
  if (options.compress.verify) {
    const Status exact = backend->CheckDecodes(made);
    if (!exact.ok()) return exact.error();
  }
  const Result<std::vector<jpeg::CoeffPlane>> levels = backend->ReadLevels(made);
  if (!levels.ok()) return levels.error();
  MadeFile file;
  LossyResult& result = file.result;
  result.lambda = made.knobs.table_lambda;
  const PixelErrors errors = session.Errors(made, levels.value());
  result.psnr_db = PsnrOf(errors.all);
  result.psnr_luma_db = PsnrOf(errors.luma);
  result.bytes = std::move(made.file);
  result.warnings = std::move(made.warnings);
  file.jpeg = std::move(made.jpeg);
  return file;
}

// views: the other ones.
Result<MadeFile> MakeFirst(ByteSpan jpeg, const LossyOptions& options, const CodedViews& views,
                           const coeff::Tools& tools) {
  const Result<jpeg::SplitJpegResult> split = SplitInput(jpeg, options, tools.monitor);
  if (!split.ok()) return split.error();
  const Result<jpeg::Metadata> metadata =
      jpeg::CollectMetadata(jpeg, split.value().skeleton, {}, views.Recoder(jpeg));
  if (!metadata.ok()) return metadata.error();
  const LossPicture picture = PictureOf(split.value());
  const auto attention = MakeAttention(options.attention, options.tune, picture);
  if (!attention.ok()) return attention.error();
  JkdBackend backend(jpeg, picture, metadata.value(), options, attention.value().get(), tools);
  Result<MadeFile> file = MakeAtTarget(picture, MaxLossWork(jpeg.size()), options, &backend);
  if (!file.ok()) return file;
  LossyResult& result = file.value().result;
  // The whole file is the input's then, views and all.
  result.lossless = file.value().jpeg.empty();
  if (!result.lossless) {
    result.psnr_db = std::min(result.psnr_db, views.psnr_db());
    result.psnr_luma_db = std::min(result.psnr_luma_db, views.psnr_luma_db());
  }
  for (const std::string& warning : views.warnings()) result.warnings.push_back(warning);
  return file;
}

}  // namespace

Result<LossyResult> MakeLossyFile(ByteSpan jpeg, const LossyOptions& options,
                                  const coeff::Tools& tools) {
  const bool at_psnr =
      options.target == LossTarget::kPsnr || options.target == LossTarget::kPsnrLuma;
  const Status fits = CheckLossMemory(jpeg, at_psnr ? kLossyPsnrMemory : kLossyMemory,
                                      options.compress.memory_limit);
  if (!fits.ok()) return fits.error();
  const auto code_view = [&](ByteSpan view, const LossAim& aim) -> Result<CodedView> {
    LossyOptions of_view = options;
    of_view.target = aim.target;
    of_view.value = aim.value;
    Result<MadeFile> made = MakeFirst(view, of_view, CodedViews(), tools);
    if (!made.ok()) return made.error();
    if (made.value().jpeg.empty()) made.value().jpeg.assign(view.begin(), view.end());
    const LossyResult& result = made.value().result;
    return CodedView{std::move(made.value().jpeg), result.lossless, result.psnr_db,
                     result.psnr_luma_db};
  };
  const Result<CodedViews> views =
      CodedViews::Make(jpeg, {options.target, options.value}, code_view);
  if (!views.ok()) return views.error();
  Result<MadeFile> made = MakeFirst(jpeg, options, views.value(), tools);
  if (!made.ok()) return made.error();
  return std::move(made.value().result);
}

Result<LossyResult> EncodeJkd(const LossPicture& picture, const jpeg::Metadata& metadata,
                              const LossyOptions& options, const coeff::Tools& tools) {
  const auto attention = MakeAttention(options.attention, options.tune, picture);
  if (!attention.ok()) return attention.error();
  JkdBackend backend({}, picture, metadata, options, attention.value().get(), tools);
  Result<MadeFile> made = MakeAtTarget(picture, MaxWorkOfPixels(*picture.frame), options, &backend);
  if (!made.ok()) return made.error();
  return std::move(made.value().result);
}

}  // namespace jackdaw::lossy
