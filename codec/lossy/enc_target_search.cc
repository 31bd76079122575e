#include "codec/lossy/enc_target_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jackdaw::lossy {
namespace {

constexpr double kMinLambda = 1e-5;
constexpr int kMaxSteps = 24;
// Lambdas nearer than this choose the same tables, or lie on both sides of a jump.
constexpr double kSameLambda = 1.002;
// Levels of blocks that are alike change together: their lambda is looked at more closely.
constexpr double kSameLevelLambda = 1.00002;
// How much further than the tables' lambda that of the levels may go.
constexpr double kMaxLevelRatio = 16;
// Steps by the estimate, and of the levels alone. What so few do not find lies on a curve of
// another shape.
constexpr int kMaxEstimatedSteps = 4;
constexpr int kMaxLevelSteps = 3;
// How much faster or slower than expected the excess may rise: beyond this two steps are too close
// to each other to tell.
constexpr double kMaxSlopeRatio = 10;
// Within so many tolerances of the goal levels alone are moved, and their lambda by this much at
// most: up to a factor of 1.5 the loss is hardly larger than with one lambda for both
// (docs/design/lossy.md).
constexpr double kNearTolerances = 5;
constexpr double kMaxLogLevelRatio = 0.4;
// How far from an end of the bracket a step by the estimate is at least.
constexpr double kBesideEnd = 1.004;
// Halvings of an interval of 11 decades to within kSameLambda.
constexpr int kInversionSteps = 14;

// Both ends of an interval in which the goal lies: excess below 0, and above the tolerance. That of
// an end which was not tried is infinite.
struct Bracket {
  double low, high;
  double low_excess, high_excess;

  void Move(double lambda, double excess) {
    (excess < 0 ? low : high) = lambda;
    (excess < 0 ? low_excess : high_excess) = excess;
  }
};

// A straight line through the last two points of a curve; through one, with the slope expected.
class Slope {
 public:
  explicit Slope(double expected) : expected_(expected), slope_(expected) {}

  void Add(double x, double y) {
    if (has_point_ && x != x_) {
      slope_ =
          std::clamp((y - y_) / (x - x_), expected_ / kMaxSlopeRatio, expected_ * kMaxSlopeRatio);
    }
    x_ = x;
    y_ = y;
    has_point_ = true;
  }

  // Where the line has this y. REQUIRES: a point was added.
  double Where(double y) const { return x_ + (y - y_) / slope_; }

 private:
  const double expected_;
  double slope_;
  double x_ = 0, y_ = 0;
  bool has_point_ = false;
};

class Search {
 public:
  explicit Search(const SearchGoal& goal) : goal_(goal) {}

  // True when these knobs meet the goal.
  Result<bool> Try(const LossyKnobs& knobs, double* excess) {
    const Result<double> result = goal_.excess(knobs);
    if (!result.ok()) return result.error();
    *excess = result.value();
    const bool met = *excess >= 0 && *excess <= goal_.tolerance;
    const bool good_side = goal_.at_least ? *excess >= 0 : *excess <= goal_.tolerance;
    const double distance = std::abs(*excess - goal_.tolerance / 2);
    if (good_side && (!best_.has_value() || distance < best_distance_)) {
      best_ = knobs;
      best_distance_ = distance;
      goal_.keep();
    }
    return met;
  }

  // Follows the estimate until the goal is met (true), or where it leads out of the bracket; once,
  // near the goal or at the end, moves the levels alone.
  Result<bool> FollowEstimate(Bracket* bracket) {
    Slope slope(1);
    double lambda = 0, excess = 0;
    bool moved_levels = false;
    for (int step = 0; step < kMaxEstimatedSteps; ++step) {
      const double middle = goal_.tolerance / 2;
      const double wanted = step > 0 ? slope.Where(middle) : middle;
      const std::optional<double> found = WhereEstimated(*bracket, wanted);
      if (!found.has_value()) break;
      lambda = *found;
      Result<bool> met = Try(EqualKnobs(lambda), &excess);
      if (!met.ok() || met.value()) return met;
      bracket->Move(lambda, excess);
      slope.Add(goal_.estimate(lambda), excess);
      if (moved_levels || std::abs(excess - middle) > kNearTolerances * goal_.tolerance) continue;
      Result<bool> met_by_levels = MoveLevels(lambda, excess);
      if (!met_by_levels.ok() || met_by_levels.value()) return met_by_levels;
      moved_levels = true;
    }
    if (lambda <= 0 || moved_levels) return false;
    return MoveLevels(lambda, excess);
  }

  // Narrows the bracket until the goal is met (true) or its ends are the same for all that matters.
  // knobs_at: of a lambda between its ends. same: the ratio of such ends.
  template <class Knobs>
  Result<bool> Narrow(Knobs knobs_at, Bracket* bracket, double same = kSameLambda) {
    for (int step = 0; step < kMaxSteps && bracket->high > bracket->low * same; ++step) {
      const double lambda = Between(*bracket, step);
      double excess = 0;
      Result<bool> met = Try(knobs_at(lambda), &excess);
      if (!met.ok() || met.value()) return met;
      bracket->Move(lambda, excess);
    }
    return false;
  }

  // Narrows the bracket by one lambda, then by that of the levels, then by a share of the blocks.
  Result<bool> NarrowAll(Bracket* bracket) {
    Result<bool> met = Narrow(EqualKnobs, bracket);
    if (!met.ok() || met.value()) return met;
    const double tables = bracket->low;
    Bracket levels = *bracket;  // its upper excess is a guess
    levels.high = tables * kMaxLevelRatio;
    met = Narrow(
        [&](double lambda) {
          return LossyKnobs{tables, lambda};
        },
        &levels, goal_.mixes_blocks ? kSameLambda : kSameLevelLambda);
    if (!met.ok() || met.value() || !goal_.mixes_blocks) return met;
    const auto mixed = [&](double share_plus_1) {
      return LossyKnobs{tables, levels.low, share_plus_1 - 1, levels.high};
    };
    Bracket shares{1, 2, levels.low_excess, levels.high_excess};
    return Narrow(mixed, &shares);
  }

  const std::optional<LossyKnobs>& best() const { return best_; }

 private:
  // excess: with the lambda of the tables for both.
  Result<bool> MoveLevels(double table_lambda, double excess) {
    Slope slope(goal_.level_slope);
    double log_ratio = 0;
    for (int step = 0; step < kMaxLevelSteps; ++step) {
      slope.Add(log_ratio, excess);
      log_ratio = slope.Where(goal_.tolerance / 2);
      if (std::abs(log_ratio) > kMaxLogLevelRatio) break;
      const LossyKnobs knobs{table_lambda, table_lambda * std::exp(log_ratio)};
      Result<bool> met = Try(knobs, &excess);
      if (!met.ok() || met.value()) return met;
    }
    return false;
  }

  // The lambda inside the bracket at which the estimate reaches `wanted`; beside a tried end, where
  // the excess may jump, when it would be there or beyond. Empty where nothing leads there.
  std::optional<double> WhereEstimated(const Bracket& bracket, double wanted) const {
    double low = bracket.low, high = bracket.high;
    const bool is_above_low = goal_.estimate(low) < wanted || std::isfinite(bracket.low_excess);
    const bool is_below_high = wanted <= goal_.estimate(high) || std::isfinite(bracket.high_excess);
    const double first = low * kBesideEnd, last = high / kBesideEnd;
    if (!is_above_low || !is_below_high || first >= last) return std::nullopt;
    for (int i = 0; i < kInversionSteps; ++i) {
      const double middle = std::sqrt(low * high);
      (goal_.estimate(middle) < wanted ? low : high) = middle;
    }
    return std::clamp(std::sqrt(low * high), first, last);
  }

  // On the line between the ends in log lambda, kept off them; every third time the middle, so that
  // a bent curve cannot hold the search up.
  double Between(const Bracket& bracket, int step) const {
    const double target = goal_.tolerance / 2;
    double part = 0.5;
    if (step % 3 != 0 && std::isfinite(bracket.low_excess) && std::isfinite(bracket.high_excess)) {
      part = (target - bracket.low_excess) / (bracket.high_excess - bracket.low_excess);
    }
    part = std::clamp(part, 0.05, 0.95);
    return bracket.low * std::pow(bracket.high / bracket.low, part);
  }

  const SearchGoal& goal_;
  std::optional<LossyKnobs> best_;
  double best_distance_ = 0;
};

}  // namespace

Result<std::optional<LossyKnobs>> SearchKnobs(const SearchGoal& goal) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Search search(goal);
  Bracket bracket{kMinLambda, kMaxLambda, -kInfinity, kInfinity};
  if (goal.estimate) {
    Result<bool> met = search.FollowEstimate(&bracket);
    if (!met.ok()) return met.error();
    if (met.value()) return search.best();
  }
  if (std::isinf(bracket.low_excess)) {
    const LossyKnobs lossless;
    Result<bool> met = search.Try(lossless, &bracket.low_excess);
    if (!met.ok()) return met.error();
    if (bracket.low_excess >= 0) return std::optional<LossyKnobs>(lossless);
  }
  if (std::isinf(bracket.high_excess)) {
    Result<bool> met = search.Try(EqualKnobs(kMaxLambda), &bracket.high_excess);
    if (!met.ok()) return met.error();
    if (met.value() || bracket.high_excess < 0) return search.best();
  }
  Result<bool> met = search.NarrowAll(&bracket);
  if (!met.ok()) return met.error();
  return search.best();
}

}  // namespace jackdaw::lossy
