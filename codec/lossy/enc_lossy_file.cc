// The public function CompressLossy: options are checked here and std::bad_alloc stops here.
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "codec/container/dec_file.h"
#include "codec/container/enc_file.h"
#include "codec/container/format.h"
#include "codec/container/header.h"
#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/enc_metadata.h"
#include "codec/jpeg/enc_mpf.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_chosen_image.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/lossy/enc_lossy_skeleton.h"
#include "codec/lossy/enc_pixels.h"
#include "codec/lossy/enc_target_search.h"
#include "codec/quant/lossy_record.h"
#include "jackdaw/lossy.h"

namespace jackdaw {
namespace {

constexpr double kSizeTolerance = 0.01;
constexpr double kPsnrToleranceDb = 0.05;
// The planes, levels of two candidates, samples, what the coder keeps, the verification: in planes.
constexpr uint64_t kPlaneCopies = 5;
// A result whose tables save this part of it, by the estimate, is surely smaller than the lossless
// one.
constexpr double kSurelyBelowLossless = 0.015;
// Of the work that is left, as nobody knows how many candidates a search takes.
constexpr uint32_t kCandidatePerMille = 300;
constexpr size_t kMaxSmallBytes = 4096;
// Less than this many bytes of planes per byte: noise and extreme values. 4 bits per coefficient.
constexpr uint64_t kMinWildRatio = 4;
// Nothing is lost for a gain as small as this.
constexpr double kHardlyLarger = 1.001;

Error Invalid(std::string message) {
  return Error{ErrorCode::kInvalidArgument, 0, std::move(message)};
}

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

bool IsPlainLossless(const LossyOptions& options) {
  return (options.target == LossTarget::kQuality && options.value >= 100) ||
         (options.target == LossTarget::kLambda && options.value <= 0);
}

// One image at work.
class LossyFile {
 public:
  LossyFile(ByteSpan jpeg, const jpeg::SplitJpegResult& split, const LossyOptions& options,
            const coeff::Tools& tools)
      : jpeg_(jpeg),
        split_(split),
        options_(options),
        tools_(tools),
        metadata_(jpeg::CollectMetadata(split.skeleton, false)),
        rgb_(jpeg::FindColourSpace(split.frame, split.skeleton) == jpeg::ColourSpace::kRgb),
        image_(split.frame, split.planes, split.frame.components.size() == 3 && !rgb_) {}

  Result<LossyResult> Run() {
    switch (options_.target) {
      case LossTarget::kQuality:
        return AtLambda(LambdaOfQuality(options_.value));
      case LossTarget::kLambda:
        return AtLambda(options_.value);
      case LossTarget::kBitsPerPixel:
        return AtSize(options_.value / 8 * split_.frame.width_px * split_.frame.height_px);
      case LossTarget::kPsnr:
        return AtPsnr(options_.value);
      case LossTarget::kSize:
        break;
    }
    return AtSize(options_.value);
  }

 private:
  struct Candidate {
    lossy::LossyKnobs knobs;
    lossy::ChosenLevels chosen;
    Bytes jpeg;  // that the .jkd gives
    Bytes jkd;
  };

  Result<LossyResult> AtLambda(double lambda) {
    Result<Candidate> made = Make({lambda, lambda});
    if (!made.ok()) return made.error();
    return Finish(std::move(made).value(), true);
  }

  Result<LossyResult> AtSize(double target) {
    const Result<const LossyResult*> lossless = Lossless();
    if (!lossless.ok()) return lossless.error();
    if (static_cast<double>(lossless.value()->bytes.size()) <= target) return CopyOfLossless();
    double smallest = std::numeric_limits<double>::infinity();
    lossy::SearchGoal goal;
    goal.tolerance = kSizeTolerance;
    goal.mixes_blocks = false;
    goal.excess = [&](const lossy::LossyKnobs& knobs) -> Result<double> {
      if (knobs.level_lambda <= 0) {
        return 1 - static_cast<double>(lossless.value()->bytes.size()) / target;
      }
      const Result<Candidate> made = Make(knobs);
      if (!made.ok()) return made.error();
      const auto size = static_cast<double>(made.value().jkd.size());
      smallest = std::min(smallest, size);
      return 1 - size / target;
    };
    const Result<std::optional<lossy::LossyKnobs>> found = lossy::SearchKnobs(goal);
    if (!found.ok()) return found.error();
    if (!found.value().has_value()) {
      return Invalid("the target is out of reach: " + std::to_string(std::llround(target)) +
                     " bytes wanted, but the smallest result has " +
                     std::to_string(std::llround(smallest)));
    }
    return AtKnobs(*found.value(), false);  // the lossless result is too large
  }

  Result<LossyResult> AtPsnr(double target_db) {
    lossy::SearchGoal goal;
    goal.tolerance = kPsnrToleranceDb;
    goal.at_least = false;
    goal.mixes_blocks = false;
    goal.excess = [&](const lossy::LossyKnobs& knobs) -> Result<double> {
      if (knobs.level_lambda <= 0) return target_db + kPsnrToleranceDb - lossy::PsnrOf(0);
      const lossy::ChosenLevels chosen = Encode(knobs);
      if (IsCancelled(tools_.monitor)) return CancelledError();
      return target_db + kPsnrToleranceDb - Psnr(chosen);
    };
    const Result<std::optional<lossy::LossyKnobs>> found = lossy::SearchKnobs(goal);
    if (!found.ok()) return found.error();
    return AtKnobs(found.value().value_or(lossy::LossyKnobs{}), true);
  }

  Result<LossyResult> AtKnobs(const lossy::LossyKnobs& knobs, bool may_be_lossless) {
    if (knobs.level_lambda <= 0) return CopyOfLossless();
    Result<Candidate> made = Make(knobs);
    if (!made.ok()) return made.error();
    return Finish(std::move(made).value(), may_be_lossless);
  }

  lossy::ChosenLevels Encode(const lossy::LossyKnobs& knobs) const {
    const coeff::CoeffOptions coeff{.num_slices = options_.compress.num_slices,
                                    .num_threads = options_.compress.num_threads,
                                    .tools = tools_};
    BeginStage(tools_.monitor, kCandidatePerMille,
               jpeg::PlaneBytes(split_.frame) / (jpeg::kBlockSize * sizeof(int16_t)));
    return image_.Encode(knobs.table_lambda, knobs.level_lambda, coeff);
  }

  Result<Candidate> Make(const lossy::LossyKnobs& knobs) const {
    Candidate made{knobs, Encode(knobs), {}, {}};
    if (IsCancelled(tools_.monitor)) return CancelledError();
    container::CodedJpeg coded;
    coded.skeleton = lossy::MakeLossySkeleton(made.chosen.frame, metadata_);
    coded.plane_bytes = jpeg::PlaneBytes(split_.frame);
    const Status joined = Join(made.chosen, &coded.skeleton, &made.jpeg);
    if (!joined.ok()) return joined.error();
    coded.coding_work = made.chosen.coding_work;
    coded.coefficients = std::move(made.chosen.coefficients);
    coded.coefficients.insert(coded.coefficients.begin(),
                              static_cast<uint8_t>(coeff::CoeffPreset::kDefault));
    const double lambda_q4 = std::round(knobs.table_lambda * 16);
    coded.record = quant::WriteLossyRecord(
        {.lambda_q4 = static_cast<uint32_t>(std::clamp(lambda_q4, 0.0, 16 * lossy::kMaxLambda)),
         .offsets = made.chosen.offsets},
        made.chosen.frame);
    Result<Bytes> jkd =
        container::EncodeCodedJpeg(made.jpeg, std::move(coded), options_.compress, tools_);
    if (!jkd.ok()) return jkd.error();
    made.jkd = std::move(jkd).value();
    return made;
  }

  // The JPEG that the .jkd will give. Also moves what the skeleton says of pictures behind it.
  Status Join(const lossy::ChosenLevels& chosen, Bytes* skeleton, Bytes* jpeg) const {
    const Bytes facts(1, container::kPlainFacts);
    const auto layout =
        jpeg::ReadJpegLayout(*skeleton, facts, {.max_plane_bytes = jpeg::PlaneBytes(split_.frame)});
    if (!layout.ok()) return layout.error();
    // 16 bits of code and 10 of value for each coefficient, and a zero after each byte, are less
    // than eight bytes.
    const uint64_t max_bytes = jpeg::PlaneBytes(split_.frame) * 4 + skeleton->size();
    const Status joined = jpeg::JoinJpeg(*layout.value(), chosen.levels, max_bytes, jpeg);
    if (!joined.ok() || metadata_.tail.empty()) return joined;
    jpeg::MoveMpfIndex(jpeg_, metadata_.tail.size(), jpeg);
    std::copy_n(jpeg->begin() + 2, metadata_.segments.size(), skeleton->begin() + 2);  // after SOI
    return OkStatus();
  }

  double Psnr(const lossy::ChosenLevels& chosen) {
    if (!reference_) {
      reference_ = std::make_unique<lossy::PixelReference>(split_.frame, split_.planes, rgb_);
    }
    std::vector<quant::FrequencyTable> steps;
    for (const jpeg::FrameComponent& c : chosen.frame.components) steps.push_back(c.quant);
    return lossy::PsnrOf(reference_->MeanSquaredError(chosen.levels, steps, chosen.offsets));
  }

  // What Compress gives, made when first needed.
  Result<const LossyResult*> Lossless() {
    if (!lossless_.has_value()) {
      LossyResult result;
      result.bytes = container::EncodeFile(jpeg_, options_.compress, tools_).bytes;
      if (IsCancelled(tools_.monitor)) return CancelledError();
      result.lossless = true;
      result.psnr_db = lossy::PsnrOf(0);
      lossless_ = std::move(result);
    }
    return &*lossless_;
  }
  Result<LossyResult> CopyOfLossless() {
    const Result<const LossyResult*> lossless = Lossless();
    if (!lossless.ok()) return lossless.error();
    const Status exact = CheckDecodes(lossless.value()->bytes, jpeg_);
    if (!exact.ok()) return exact.error();
    return *lossless.value();
  }

  // Whether Compress gives a smaller file, perhaps. Small results, noise, and drawings, which it
  // codes as repetitions of blocks that a loss may break, are not what the estimate is for.
  bool MayExceedLossless(const Candidate& made) const {
    const size_t bytes = made.jkd.size();
    const bool wild = bytes > jpeg::PlaneBytes(split_.frame) / kMinWildRatio;
    if (bytes <= kMaxSmallBytes || wild || IsDrawing(split_.planes[0])) return true;
    const auto size = static_cast<double>(bytes);
    return image_.EstimatedSaving(made.knobs.table_lambda) < size * kSurelyBelowLossless;
  }

  // may_be_lossless: whether the lossless result may take its place.
  Result<LossyResult> Finish(Candidate made, bool may_be_lossless) {
    const auto size = static_cast<double>(made.jkd.size());
    if (may_be_lossless && (made.chosen.lossless || MayExceedLossless(made))) {
      const Result<const LossyResult*> lossless = Lossless();
      if (!lossless.ok()) return lossless.error();
      const auto lossless_size = static_cast<double>(lossless.value()->bytes.size());
      if (made.chosen.lossless || size * kHardlyLarger >= lossless_size) return CopyOfLossless();
    }
    const Status exact = CheckDecodes(made.jkd, made.jpeg);
    if (!exact.ok()) return exact.error();
    LossyResult result;
    result.lambda = made.knobs.table_lambda;
    result.psnr_db = Psnr(made.chosen);
    result.bytes = std::move(made.jkd);
    return result;
  }

  Status CheckDecodes(const Bytes& jkd, ByteSpan jpeg) const {
    if (!options_.compress.verify) return OkStatus();
    const DecompressOptions options{.num_threads = options_.compress.num_threads,
                                    .memory_limit = options_.compress.memory_limit};
    const Result<container::DecodedFile> decoded =
        container::DecodeFile(jkd, options, false, tools_);
    if (!decoded.ok()) return decoded.error();
    const Bytes& bytes = decoded.value().bytes;
    if (bytes.size() == jpeg.size() && std::equal(bytes.begin(), bytes.end(), jpeg.begin())) {
      return OkStatus();
    }
    return Error{ErrorCode::kInternal, 0, "verification failed: other bytes came back"};
  }

  ByteSpan jpeg_;
  const jpeg::SplitJpegResult& split_;
  const LossyOptions& options_;
  const coeff::Tools& tools_;
  const jpeg::Metadata metadata_;
  const bool rgb_;
  const lossy::ChosenImage image_;
  std::unique_ptr<lossy::PixelReference> reference_;  // made when first needed
  std::optional<LossyResult> lossless_;
};

Result<LossyResult> CompressOrThrow(ByteSpan jpeg, const LossyOptions& options,
                                    const coeff::Tools& tools) {
  if (IsPlainLossless(options)) {
    Result<CompressResult> made = Compress(jpeg, options.compress);
    if (!made.ok()) return made.error();
    return LossyResult{
        .bytes = std::move(made.value().bytes), .lossless = true, .psnr_db = lossy::PsnrOf(0)};
  }
  const jpeg::JpegLimits limits{.max_plane_bytes = options.compress.memory_limit / kPlaneCopies,
                                .monitor = tools.monitor};
  const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(jpeg, limits);
  if (!split.ok()) {
    if (split.error().code == ErrorCode::kLimitExceeded) return split.error();
    return lossy::NoLossyResult(split.error().message);
  }
  const Status supported = lossy::CheckLossInput(split.value());
  if (!supported.ok()) return supported.error();
  return LossyFile(jpeg, split.value(), options, tools).Run();
}

}  // namespace

Result<LossyResult> CompressLossy(std::span<const uint8_t> jpeg, const LossyOptions& options) {
  coeff::CallTools tools(options.compress.kernels, options.compress.monitor);
  Status valid = lossy::CheckLossTarget(options.target, options.value);
  if (valid.ok()) valid = tools.Check();
  if (!valid.ok()) return valid.error();
  if (options.compress.num_threads < 1) return Invalid("num_threads must be at least 1");
  if (options.compress.preset != Preset::kDefault) {
    return Invalid("only the preset default codes with a loss");
  }
  const std::string& name = options.compress.file_name;
  if (!name.empty() && !container::IsValidFileName(name)) {
    return Invalid("file_name must be a base name of at most 4096 bytes");
  }
  try {
    return tools.Finish(CompressOrThrow(jpeg, options, tools.get()));
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
  }
}

}  // namespace jackdaw
