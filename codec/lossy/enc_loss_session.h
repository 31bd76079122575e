// One picture on its way to a loss target: what is the same for every kind of file.
//
// A backend knows how a kind of file is coded. The session chooses the knobs, keeps the best
// candidate, so that the winner of a search is not coded again, and sees to it that a smaller loss
// is preferred where it costs next to nothing.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSS_SESSION_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSS_SESSION_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/work_meter.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_loss_estimate.h"
#include "codec/lossy/enc_lossy_image.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/lossy/enc_pixels.h"
#include "codec/lossy/enc_target_search.h"
#include "codec/quant/requantize.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw::lossy {

// A size target is met from below, a PSNR target from above, within these.
inline constexpr double kSizeTolerance = 0.01;
inline constexpr double kPsnrToleranceDb = 0.05;
// What a factor of e in the levels' lambda alone takes from sizes, in logarithms, and from PSNR:
// rough means over photographs.
inline constexpr double kSizeLevelSlope = 0.25;
inline constexpr double kPsnrLevelSlopeDb = 1;
// Nothing more is lost for a gain as small as this.
inline constexpr double kHardlyLarger = 1.001;
// Smaller losses that are tried in search of a file that is hardly larger: how far apart, how many
// as a rule, and from where on there is next to nothing left to lose less.
inline constexpr double kBackStep = 1.5;
inline constexpr double kQualityBackStep = 4;
inline constexpr int kMaxBackSteps = 4;
inline constexpr double kMinBackLambda = 1e-3;
// Of small pictures with small results more are tried: milliseconds, and enough for a factor of
// 10,000.
inline constexpr size_t kMaxSmallBytes = 4096;
inline constexpr int kMaxCheapBackSteps = 24;
inline constexpr uint64_t kMaxCheapPlaneBytes = uint64_t{1} << 20;

// What every backend's candidates have. Of pixels nothing is lossless: what stands for it is the
// candidate of the finest tables, without a choice of levels.
struct LossCandidate {
  LossyKnobs knobs;
  // Nothing where is_lossless says all. Once the file is written, the levels are gone: it has them.
  LossyLevels coded;
  std::vector<quant::CentroidOffsets> offsets;  // per component; empty: none
  bool is_lossless = false;                     // the coefficients are those of the input
  Bytes file;                                   // all that sizes count; empty until written
  // Of the file, what depends on knobs: the rest is the same for all candidates.
  uint64_t picture_bytes = 0;
};

// A way from more loss to less, by one number: of lambda or of quality. Its grid is the same for
// all calls, so that different numbers on one plateau of the sizes end at the same candidate.
struct LossPath {
  std::function<LossyKnobs(double)> knobs_at;
  // The next number of the grid with less loss than this one; with `or_same` this one where it is
  // on the grid.
  std::function<double(double, bool or_same)> less_loss;
};
LossPath LambdaPath();
double LowerLambda(double lambda, bool or_same);
double HigherQuality(double quality, bool or_same);

// The error for a target that even the smallest file does not meet.
Error OutOfReach(double target, double smallest);

// The same for a PSNR that not even the finest tables reach.
Error PsnrOutOfReach(double target_db, double largest_db);

// Backend:
//   using Candidate = ...;  // is a LossCandidate
//   // The candidate of no loss, written.
//   Result<Candidate> MakeLossless() const;
//   // Levels, not yet a file. REQUIRES: knobs above 0.
//   Result<Candidate> Code(const LossyKnobs& knobs) const;
//   // Makes the file, or, where that would be of no use, the candidate of no loss. like: a
//   candidate whose choices beside the levels are to be kept, or null. Status Write(Candidate*
//   candidate, const Candidate* like) const;
//   // The levels of a written candidate, out of its file; none where that is the lossless one.
//   Result<std::vector<jpeg::CoeffPlane>> ReadLevels(const Candidate& made) const;
//   // Of the whole file, and of the pixels that PSNR is of.
//   LossEstimate Estimate(const LossyKnobs& knobs) const;
//   // About the loss that decoding and `cjpeg -quality` would add, 0..100.
//   LossyKnobs KnobsAtQuality(double quality) const;
//   // Whether the lossless file may have at most so many bytes, by the size alone (a guess, which
//   // only costs time when it is wrong), and when a written candidate is at hand (a bound).
//   bool ExpectsLosslessWithin(double bytes) const;
//   bool MayHaveLosslessWithin(double bytes, const Candidate& made) const;
//   // How many smaller losses are tried, because their files may be hardly larger than `made`.
//   int MaxBackSteps(const Candidate& made) const;
//   // Whether sizes near this one go up and down with lambda, so that all of those are tried, and
//   // nothing that is not on the grid.
//   bool IsErratic(const Candidate& made) const;
//   // Whether knobs may have an other_share.
//   static constexpr bool kMixesBlocks = ...;
template <class Backend>
class LossSession {
 public:
  using Candidate = typename Backend::Candidate;

  // max_work: of all codings (MaxLossWork). What the picture refers to and the backend must outlive
  // the session.
  LossSession(const LossPicture& picture, const Backend& backend, uint64_t max_work = UINT64_MAX)
      : picture_(picture),
        backend_(backend),
        coding_work_(LossWork(picture.planes)),
        work_(max_work) {}

  // The candidate that meets the target, written. Where the work is used up, the best one so far
  // that does. Errors: kInvalidArgument for a size that is out of reach; kLimitExceeded for work
  // that is used up before; those of the backend. REQUIRES: CheckLossTarget(target, value).
  Result<Candidate> Run(LossTarget target, double value) {
    switch (target) {
      case LossTarget::kQuality:
        return On(
            {[this](double quality) { return backend_.KnobsAtQuality(quality); }, HigherQuality},
            value);
      case LossTarget::kLambda:
        return On(LambdaPath(), value);
      case LossTarget::kBitsPerPixel:
        return AtSize(value / 8 * picture_.frame->width_px * picture_.frame->height_px);
      case LossTarget::kPsnr:
        return AtPsnr(value, &PixelErrors::all);
      case LossTarget::kPsnrLuma:
        return AtPsnr(value, &PixelErrors::luma);
      case LossTarget::kSize:
        break;
    }
    return AtSize(value);
  }

  PixelErrors Errors(const Candidate& made) { return Errors(made, made.coded.levels); }

  // The same of a candidate that was written, whose levels the backend has read again.
  PixelErrors Errors(const Candidate& made, std::span<const jpeg::CoeffPlane> levels) {
    if (made.is_lossless && !picture_.is_of_pixels()) return {};
    if (!reference_.has_value()) {
      reference_.emplace(*picture_.frame, picture_.planes, picture_.model, picture_.unit);
    }
    return reference_->Errors(levels, made.coded.steps, made.offsets);
  }

 private:
  // The candidate at this place of the path, or one that loses less if its file is hardly larger.
  // Where lambda has little effect (near lossless, and where tables stay the same) sizes would else
  // go up and down by a few bytes, as the rates that levels are chosen by are not exactly those of
  // the file.
  Result<Candidate> On(const LossPath& path, double place) {
    const LossyKnobs knobs = path.knobs_at(place);
    if (knobs.level_lambda <= 0) return TakeLossless();
    Result<Candidate> made = Make(knobs, nullptr);
    if (!made.ok()) return made;
    // A backend may find that only the lossless file will do.
    if (made.value().knobs.level_lambda <= 0) return TakeLossless();
    return backend_.IsErratic(made.value()) ? SmallestOn(path, place, std::move(made).value())
                                            : NearOn(path, place, std::move(made).value());
  }

  Result<Candidate> NearOn(const LossPath& path, double place, Candidate made) {
    const int max_steps = backend_.MaxBackSteps(made);
    for (int step = 0; step < max_steps && HasWorkLeft(); ++step) {
      const Result<bool> lossless_wins = LosslessWins(made);
      if (!lossless_wins.ok()) return lossless_wins.error();
      if (lossless_wins.value()) return TakeLossless();
      place = path.less_loss(place, false);
      const LossyKnobs knobs = path.knobs_at(place);
      if (knobs.level_lambda <= kMinBackLambda) break;
      Result<Candidate> other = Make(knobs, &made);
      if (!other.ok()) return other;
      if (!IsHardlyLarger(other.value(), made)) return made;
      made = std::move(other).value();
    }
    return OrLossless(std::move(made));
  }

  // The smallest of all that lose less and are on the grid, so that sizes never rise with the loss:
  // who loses more chooses among more. Of equals the one that loses least.
  Result<Candidate> SmallestOn(const LossPath& path, double place, Candidate first) {
    const int max_steps = backend_.MaxBackSteps(first);
    std::optional<Candidate> made;
    for (int step = 0; step < max_steps && HasWorkLeft(); ++step) {
      place = path.less_loss(place, step == 0);
      const LossyKnobs knobs = path.knobs_at(place);
      if (knobs.level_lambda <= kMinBackLambda) break;
      // Whatever `first` chose: the candidates must be the same for all who ask for more loss.
      Result<Candidate> other = Make(knobs, nullptr);
      if (!other.ok()) return other;
      if (made.has_value() && other.value().picture_bytes > made->picture_bytes) continue;
      made = std::move(other).value();
    }
    if (made.has_value()) return OrLossless(std::move(*made));
    // Nothing on the grid loses as little as this.
    if (HasWorkLeft()) return TakeLossless();
    return OrLossless(std::move(first));
  }

  Result<Candidate> OrLossless(Candidate made) {
    const Result<bool> lossless_wins = LosslessWins(made);
    if (!lossless_wins.ok()) return lossless_wins.error();
    if (lossless_wins.value()) return TakeLossless();
    return made;
  }

  Result<Candidate> AtSize(double target) {
    const auto lossless_fits = [&]() -> Result<bool> {
      const Result<const Candidate*> lossless = Lossless();
      if (!lossless.ok()) return lossless.error();
      return static_cast<double>(lossless.value()->file.size()) <= target;
    };
    if (backend_.ExpectsLosslessWithin(target)) {
      const Result<bool> fits = lossless_fits();
      if (!fits.ok()) return fits.error();
      if (fits.value()) return TakeLossless();
    }
    // In logarithms, which sizes are nearly straight lines in.
    const auto excess = [target](double size) { return std::log(target / size); };
    SearchGoal goal;
    goal.tolerance = -std::log1p(-kSizeTolerance);
    goal.mixes_blocks = Backend::kMixesBlocks;
    goal.level_slope = kSizeLevelSlope;
    goal.estimate = [&](double lambda) {
      return excess(backend_.Estimate(EqualKnobs(lambda)).bytes);
    };
    goal.excess = [&](const LossyKnobs& knobs) -> Result<double> {
      const Result<const Candidate*> made = Try(knobs, true);
      if (!made.ok()) return made.error();
      return excess(static_cast<double>(made.value()->file.size()));
    };
    const Result<bool> found = Search(&goal);
    if (!found.ok()) return found.error();
    if (!found.value()) {
      Result<Candidate> smallest = On(LambdaPath(), kMaxLambda);
      if (!smallest.ok()) return smallest;
      const auto size = static_cast<double>(smallest.value().file.size());
      return size <= target ? std::move(smallest) : OutOfReach(target, size);
    }
    if (best_.has_value() && !lossless_.has_value() &&
        backend_.MayHaveLosslessWithin(target, *best_)) {
      const Result<bool> fits = lossless_fits();
      if (!fits.ok()) return fits.error();
      if (fits.value()) return TakeLossless();
    }
    return TakeBest();
  }

  // which: of the errors.
  Result<Candidate> AtPsnr(double target_db, double PixelErrors::*which) {
    const auto excess = [target_db](double psnr_db) {
      return target_db + kPsnrToleranceDb - psnr_db;
    };
    SearchGoal goal;
    goal.tolerance = kPsnrToleranceDb;
    goal.at_least = false;
    goal.mixes_blocks = Backend::kMixesBlocks;
    goal.level_slope = kPsnrLevelSlopeDb;
    goal.estimate = [&](double lambda) {
      return excess(PsnrOf(backend_.Estimate(EqualKnobs(lambda)).errors.*which));
    };
    goal.excess = [&](const LossyKnobs& knobs) -> Result<double> {
      if (knobs.level_lambda <= 0) {
        tried_.reset();
        if (!picture_.is_of_pixels()) return excess(PsnrOf(0));
        const Result<const Candidate*> finest = Lossless();
        if (!finest.ok()) return finest.error();
        // What not even the finest tables reach is said in the end.
        const Result<PixelErrors> errors = ErrorsOfWritten(*finest.value());
        if (!errors.ok()) return errors.error();
        return std::min(excess(PsnrOf(errors.value().*which)), 0.0);
      }
      const Result<const Candidate*> made = Try(knobs, false);
      if (!made.ok()) return made.error();
      return excess(PsnrOf(Errors(*made.value()).*which));
    };
    const Result<bool> found = Search(&goal);
    if (!found.ok()) return found.error();
    if (!best_.has_value()) return TakeLosslessFor(target_db, which);
    const Status written = backend_.Write(&*best_, nullptr);
    if (!written.ok()) return written.error();
    const Result<bool> lossless_wins = LosslessWins(*best_);
    if (!lossless_wins.ok()) return lossless_wins.error();
    return lossless_wins.value() ? TakeLossless() : TakeBest();
  }

  // Whether knobs were found; they are those of best_, or lossless when there is no such.
  Result<bool> Search(SearchGoal* goal) {
    goal->keep = [this] {
      best_ = std::move(tried_);
      tried_.reset();
      has_kept_ = true;
    };
    const Result<std::optional<LossyKnobs>> found = SearchKnobs(*goal);
    if (!found.ok() && work_.over() && has_kept_) return true;
    if (!found.ok()) return found.error();
    if (found.value().has_value() && found.value()->level_lambda <= 0) best_.reset();
    return found.value().has_value();
  }

  // Codes, and writes when asked to, what `keep` may keep; lossless is kept anyway.
  Result<const Candidate*> Try(const LossyKnobs& knobs, bool writes) {
    tried_.reset();  // before there is another one
    if (knobs.level_lambda <= 0) return Lossless();
    Result<Candidate> made = Code(knobs);
    if (!made.ok()) return made.error();
    tried_ = std::move(made).value();
    if (!writes) return &*tried_;
    const Status written = backend_.Write(&*tried_, nullptr);
    if (!written.ok()) return written.error();
    return &*tried_;
  }

  // For one more candidate.
  bool HasWorkLeft() const { return work_.left() >= coding_work_; }

  Result<Candidate> Code(const LossyKnobs& knobs) {
    if (!work_.Add(coding_work_)) {
      return Error{ErrorCode::kLimitExceeded, 0,
                   "meeting the target takes too long for a file of its size"};
    }
    return backend_.Code(knobs);
  }

  Result<Candidate> Make(const LossyKnobs& knobs, const Candidate* like) {
    Result<Candidate> made = Code(knobs);
    if (!made.ok()) return made;
    const Status written = backend_.Write(&made.value(), like);
    if (!written.ok()) return written.error();
    return made;
  }

  static bool IsHardlyLarger(const Candidate& other, const Candidate& than) {
    return static_cast<double>(other.picture_bytes) <=
           static_cast<double>(than.picture_bytes) * kHardlyLarger;
  }

  // Whether the lossless candidate is to take the place of this one.
  Result<bool> LosslessWins(const Candidate& made) {
    if (made.is_lossless) return true;
    const double bytes = static_cast<double>(made.file.size()) * kHardlyLarger;
    if (!lossless_.has_value() && !backend_.MayHaveLosslessWithin(bytes, made)) return false;
    const Result<const Candidate*> lossless = Lossless();
    if (!lossless.ok()) return lossless.error();
    return IsHardlyLarger(*lossless.value(), made);
  }

  // Made when first needed.
  Result<const Candidate*> Lossless() {
    if (!lossless_.has_value()) {
      Result<Candidate> made = backend_.MakeLossless();
      if (!made.ok()) return made.error();
      lossless_ = std::move(made).value();
    }
    return &*lossless_;
  }

  Result<Candidate> TakeLossless() {
    const Result<const Candidate*> lossless = Lossless();
    if (!lossless.ok()) return lossless.error();
    return std::move(*lossless_);
  }

  // The same for a PSNR, which of pixels not even the finest tables may reach.
  Result<Candidate> TakeLosslessFor(double target_db, double PixelErrors::*which) {
    Result<Candidate> lossless = TakeLossless();
    if (!lossless.ok()) return lossless;
    const Result<PixelErrors> errors = ErrorsOfWritten(lossless.value());
    if (!errors.ok()) return errors.error();
    const double psnr_db = PsnrOf(errors.value().*which);
    return psnr_db >= target_db ? std::move(lossless) : PsnrOutOfReach(target_db, psnr_db);
  }

  Result<PixelErrors> ErrorsOfWritten(const Candidate& made) {
    if (made.is_lossless && !picture_.is_of_pixels()) return PixelErrors();
    const Result<std::vector<jpeg::CoeffPlane>> levels = backend_.ReadLevels(made);
    if (!levels.ok()) return levels.error();
    return Errors(made, levels.value());
  }

  Result<Candidate> TakeBest() {
    if (!best_.has_value()) return TakeLossless();
    return std::move(*best_);
  }

  const LossPicture picture_;
  const Backend& backend_;
  const uint64_t coding_work_;  // of one candidate
  WorkMeter work_;
  std::optional<PixelReference> reference_;  // made when first needed
  std::optional<Candidate> lossless_, best_, tried_;
  bool has_kept_ = false;  // best_ meets the target; empty: lossless does
};

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSS_SESSION_H_
