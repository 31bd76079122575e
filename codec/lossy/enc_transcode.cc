// The public function Transcode: options are checked here and std::bad_alloc stops here.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "codec/coeff/slices/tools.h"
#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/enc_metadata.h"
#include "codec/jpeg/enc_mpf.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_jpeg_output.h"
#include "codec/lossy/enc_lossy_image.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/lossy/enc_pixels.h"
#include "codec/lossy/enc_target_search.h"
#include "jackdaw/transcode.h"

namespace jackdaw {
namespace {

constexpr double kSizeTolerance = 0.01;
constexpr double kPsnrToleranceDb = 0.05;
// Planes, the levels of up to four candidates, libjpeg's copy, the check's, samples: in planes.
constexpr uint64_t kPlaneCopies = 8;
// Lower lambdas that are tried in search of a file that is hardly larger: how far apart, how many.
constexpr double kBackStep = 1.5;
constexpr int kMaxBackSteps = 4;
constexpr double kHardlyLarger = 1.001;
// Of the work that is left, as nobody knows how many candidates a search takes.
constexpr uint32_t kCandidatePerMille = 300;
// Optimised tables and scans save less than this of any but odd inputs.
constexpr double kSurelyBelowLossless = 0.75;
// Exif, ICC and so on before the image, and scan data as large as raw samples.
constexpr uint64_t kMaxOutputRoom = uint64_t{1} << 20;

Error Invalid(std::string message) {
  return Error{ErrorCode::kInvalidArgument, 0, std::move(message)};
}

// The next lower one of lambdas that are the same for all calls, so that different lambdas on one
// plateau of the sizes end at the same candidate.
double LowerLambda(double lambda) {
  const double index = std::ceil(std::log(lambda) / std::log(kBackStep) - 1e-6) - 1;
  return std::pow(kBackStep, index);
}

// One image at work.
class Transcoder {
 public:
  Transcoder(ByteSpan jpeg, const jpeg::SplitJpegResult& split, const TranscodeOptions& options,
             WorkMonitor* monitor)
      : jpeg_(jpeg),
        split_(split),
        options_(options),
        monitor_(monitor),
        metadata_(jpeg::CollectMetadata(split.skeleton, options.strip)),
        rgb_(jpeg::FindColourSpace(split.frame, split.skeleton) == jpeg::ColourSpace::kRgb),
        scripts_(lossy::ScriptsFor(split.frame, options.scans)),
        image_(split.frame, split.planes, split.frame.components.size() == 3 && !rgb_, monitor) {}

  Result<TranscodeResult> Run() {
    const Result<lossy::LossyKnobs> knobs = FindKnobs();
    if (!knobs.ok()) return knobs.error();
    const bool by_lambda =
        options_.target == LossTarget::kQuality || options_.target == LossTarget::kLambda;
    const Result<Candidate> candidate =
        by_lambda ? MakeUndominated(knobs.value()) : Make(knobs.value(), scripts_);
    if (!candidate.ok()) return candidate.error();
    const Candidate& made = candidate.value();
    if (FullSize(made.output) >= jpeg_.size()) return Copy();
    TranscodeResult result = Describe(made);
    const Status reads = CheckReads(made.coded, result.bytes);
    if (!reads.ok()) return reads.error();
    return result;
  }

 private:
  struct Candidate {
    lossy::LossyKnobs knobs;
    lossy::LossyLevels coded;
    lossy::JpegOutput output;
    lossy::ScanScript script;  // of the output
  };

  Result<lossy::LossyKnobs> FindKnobs() {
    const double value = options_.value;
    switch (options_.target) {
      case LossTarget::kQuality:
        return lossy::LossyKnobs{LambdaOfQuality(value), LambdaOfQuality(value)};
      case LossTarget::kLambda:
        return lossy::LossyKnobs{value, value};
      case LossTarget::kBitsPerPixel:
        return KnobsOfSize(value / 8 * split_.frame.width_px * split_.frame.height_px);
      case LossTarget::kPsnr:
        return KnobsOfPsnr(value);
      case LossTarget::kSize:
        break;
    }
    return KnobsOfSize(value);
  }

  Result<lossy::LossyKnobs> KnobsOfSize(double target) {
    double smallest = std::numeric_limits<double>::infinity();
    lossy::SearchGoal goal;
    goal.tolerance = kSizeTolerance;
    goal.excess = [&](const lossy::LossyKnobs& knobs) -> Result<double> {
      const Result<lossy::JpegOutput> output = Write(Encode(knobs), scripts_);
      if (!output.ok()) return output.error();
      const auto size = static_cast<double>(FullSize(output.value()));
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
    return *found.value();
  }

  Result<lossy::LossyKnobs> KnobsOfPsnr(double target_db) {
    lossy::SearchGoal goal;
    goal.tolerance = kPsnrToleranceDb;
    goal.at_least = false;
    goal.excess = [&](const lossy::LossyKnobs& knobs) -> Result<double> {
      return target_db + kPsnrToleranceDb - Psnr(Encode(knobs));
    };
    const Result<std::optional<lossy::LossyKnobs>> found = lossy::SearchKnobs(goal);
    if (!found.ok()) return found.error();
    return found.value().value_or(lossy::LossyKnobs{});
  }

  lossy::LossyLevels Encode(const lossy::LossyKnobs& knobs) const {
    BeginStage(monitor_, kCandidatePerMille, lossy::LossyImage::NumWorkUnits(split_.frame));
    return image_.Encode(knobs);
  }

  double Psnr(const lossy::LossyLevels& coded) {
    if (!reference_) {
      reference_ = std::make_unique<lossy::PixelReference>(split_.frame, split_.planes, rgb_);
    }
    return lossy::PsnrOf(reference_->MeanSquaredError(coded.levels, coded.steps));
  }

  Result<lossy::JpegOutput> Write(const lossy::LossyLevels& coded,
                                  std::span<const lossy::ScanScript> scripts) const {
    const uint64_t max_bytes = jpeg::PlaneBytes(split_.frame) * 2 + kMaxOutputRoom;
    Result<lossy::JpegOutput> output =
        lossy::WriteSmallest(split_.frame, coded, scripts, max_bytes, monitor_);
    if (IsCancelled(monitor_)) return CancelledError();
    if (!output.ok()) return lossy::NoLossyResult(output.error().message);
    return output;
  }

  size_t FullSize(const lossy::JpegOutput& output) const {
    return output.bytes.size() + metadata_.segments.size() + metadata_.tail.size();
  }

  Result<Candidate> Make(const lossy::LossyKnobs& knobs,
                         std::span<const lossy::ScanScript> scripts) const {
    Candidate candidate{knobs, Encode(knobs), {}, {}};
    Result<lossy::JpegOutput> output = Write(candidate.coded, scripts);
    if (!output.ok()) return output.error();
    candidate.output = std::move(output).value();
    candidate.script = scripts[candidate.output.script];
    return candidate;
  }

  // The candidate of these knobs, or one of a lower lambda if its file is hardly larger: that one
  // loses less. Where lambda has little effect (near lossless, and where tables stay the same)
  // sizes would else go up and down by a few bytes, as the rates that levels are chosen by are not
  // exactly those of the scans in the end.
  Result<Candidate> MakeUndominated(lossy::LossyKnobs knobs) const {
    Result<Candidate> best = Make(knobs, scripts_);
    if (!best.ok() || knobs.level_lambda <= 0) return best;
    const lossy::ScanScript script = best.value().script;
    const auto hardly_larger = [&best](const Candidate& other) {
      return static_cast<double>(other.output.bytes.size()) <=
             static_cast<double>(best.value().output.bytes.size()) * kHardlyLarger;
    };
    Result<Candidate> lossless = Error{};
    if (static_cast<double>(FullSize(best.value().output)) >
        static_cast<double>(jpeg_.size()) * kSurelyBelowLossless) {
      lossless = Make({}, scripts_);
      if (!lossless.ok()) return lossless;
    }
    for (int i = 0; i < kMaxBackSteps; ++i) {
      if (lossless.ok() && hardly_larger(lossless.value())) return lossless;
      knobs.table_lambda = knobs.level_lambda = LowerLambda(knobs.table_lambda);
      Result<Candidate> other = Make(knobs, {&script, 1});
      if (!other.ok()) return other;
      if (!hardly_larger(other.value())) break;
      best = std::move(other);
    }
    return best;
  }

  TranscodeResult Describe(const Candidate& made) {
    TranscodeResult result;
    result.progressive = made.script.progressive;
    result.lambda = made.knobs.table_lambda;
    result.psnr_db = Psnr(made.coded);
    result.lossless = made.knobs.level_lambda <= 0;
    result.bytes.reserve(FullSize(made.output));
    const auto append = [&result](ByteSpan part) {
      result.bytes.insert(result.bytes.end(), part.begin(), part.end());
    };
    const ByteSpan bytes = made.output.bytes;
    append(bytes.first(2));  // SOI
    append(metadata_.segments);
    append(bytes.subspan(2));
    append(metadata_.tail);
    if (!metadata_.tail.empty()) jpeg::MoveMpfIndex(jpeg_, metadata_.tail.size(), &result.bytes);
    return result;
  }

  // Reads the result again and compares tables and levels.
  Status CheckReads(const lossy::LossyLevels& coded, ByteSpan bytes) const {
    const Error failed{ErrorCode::kInternal, 0, "the result does not read back as it was made"};
    const Result<jpeg::SplitJpegResult> again = jpeg::SplitJpeg(
        bytes, {.max_plane_bytes = jpeg::PlaneBytes(split_.frame), .monitor = monitor_});
    if (!again.ok()) return failed;
    const std::vector<jpeg::CoeffPlane>& planes = again.value().planes;
    if (planes.size() != coded.levels.size()) return failed;
    for (size_t i = 0; i < planes.size(); ++i) {
      const jpeg::FrameComponent& c = split_.frame.components[i];
      if (again.value().frame.components[i].quant != coded.steps[i]) return failed;
      for (uint32_t y = 0; y < c.height_blocks; ++y) {
        const int16_t* wanted = coded.levels[i].Block(y, 0);
        if (!std::equal(wanted, wanted + size_t{c.width_blocks} * jpeg::kBlockSize,
                        planes[i].Block(y, 0))) {
          return failed;
        }
      }
    }
    return OkStatus();
  }

  TranscodeResult Copy() const {
    TranscodeResult result;
    result.bytes = options_.strip ? jpeg::StripHead(jpeg_) : Bytes(jpeg_.begin(), jpeg_.end());
    result.lossless = result.copied = true;
    result.psnr_db = lossy::PsnrOf(0);
    return result;
  }

  ByteSpan jpeg_;
  const jpeg::SplitJpegResult& split_;
  const TranscodeOptions& options_;
  WorkMonitor* const monitor_;
  const jpeg::Metadata metadata_;
  const bool rgb_;
  const std::vector<lossy::ScanScript> scripts_;
  const lossy::LossyImage image_;
  std::unique_ptr<lossy::PixelReference> reference_;  // made when first needed
};

Result<TranscodeResult> TranscodeOrThrow(ByteSpan jpeg, const TranscodeOptions& options,
                                         WorkMonitor* monitor) {
  const jpeg::JpegLimits limits{.max_plane_bytes = options.memory_limit / kPlaneCopies,
                                .monitor = monitor};
  const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(jpeg, limits);
  if (!split.ok()) {
    if (split.error().code == ErrorCode::kLimitExceeded) return split.error();
    return lossy::NoLossyResult(split.error().message);
  }
  const Status supported = lossy::CheckLossInput(split.value());
  if (!supported.ok()) return supported.error();
  return Transcoder(jpeg, split.value(), options, monitor).Run();
}

}  // namespace

double LambdaOfQuality(double quality) {
  // cjpeg's scale of its tables; and the lambda at which the loss is that of cjpeg -quality on the
  // same picture, over a few photographs (docs/design/lossy.md).
  const double scale = quality < 50 ? 50 / std::max(quality, 1.0) : 2 - quality / 50;
  return 80 * std::pow(scale, 1.35);
}

Result<TranscodeResult> Transcode(std::span<const uint8_t> jpeg, const TranscodeOptions& options) {
  const Status valid = lossy::CheckLossTarget(options.target, options.value);
  if (!valid.ok()) return valid.error();
  coeff::CallTools tools({}, options.monitor);
  try {
    return tools.Finish(TranscodeOrThrow(jpeg, options, tools.get().monitor));
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
  }
}

}  // namespace jackdaw
