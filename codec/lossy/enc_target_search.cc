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
// How much further than the tables' lambda that of the levels may go.
constexpr double kMaxLevelRatio = 16;
// Steps by the estimate. What four of them do not find lies on a curve of another shape.
constexpr int kMaxEstimatedSteps = 4;
// How much faster than its estimate the excess may rise: beyond this two steps are too close to
// each other to tell.
constexpr double kMinSlope = 0.25, kMaxSlope = 4;
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

LossyKnobs KnobsAt(double lambda) { return {lambda, lambda}; }

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

  // Follows the estimate until the goal is met (true), or where it leads out of the bracket.
  Result<bool> FollowEstimate(Bracket* bracket) {
    double lambda = 0, excess = 0, slope = 1;
    for (int step = 0; step < kMaxEstimatedSteps; ++step) {
      const double before = lambda, excess_before = excess;
      double wanted = goal_.tolerance / 2;  // of the estimate
      if (step > 0) wanted = goal_.estimate(before) + (wanted - excess) / slope;
      const std::optional<double> found = WhereEstimated(*bracket, wanted);
      if (!found.has_value()) break;
      lambda = *found;
      const Result<bool> met = Try(KnobsAt(lambda), &excess);
      if (!met.ok() || met.value()) return met;
      bracket->Move(lambda, excess);
      if (step == 0) continue;
      const double estimated = goal_.estimate(lambda) - goal_.estimate(before);
      if (estimated != 0) slope = (excess - excess_before) / estimated;
      slope = std::clamp(slope, kMinSlope, kMaxSlope);
    }
    return false;
  }

  // Narrows the bracket until the goal is met (true) or its ends are the same for all that matters.
  // knobs_at: of a lambda between its ends.
  template <class Knobs>
  Result<bool> Narrow(Knobs knobs_at, Bracket* bracket) {
    for (int step = 0; step < kMaxSteps && bracket->high > bracket->low * kSameLambda; ++step) {
      const double lambda = Between(*bracket, step);
      double excess = 0;
      const Result<bool> met = Try(knobs_at(lambda), &excess);
      if (!met.ok() || met.value()) return met;
      bracket->Move(lambda, excess);
    }
    return false;
  }

  // Narrows the bracket by one lambda, then by that of the levels, then by a share of the blocks.
  Result<bool> NarrowAll(Bracket* bracket) {
    Result<bool> met = Narrow(KnobsAt, bracket);
    if (!met.ok() || met.value()) return met;
    const double tables = bracket->low;
    Bracket levels = *bracket;  // its upper excess is a guess
    levels.high = tables * kMaxLevelRatio;
    met = Narrow([&](double lambda) { return LossyKnobs{tables, lambda}; }, &levels);
    if (!met.ok() || met.value() || !goal_.mixes_blocks) return met;
    const auto mixed = [&](double share_plus_1) {
      return LossyKnobs{tables, levels.low, share_plus_1 - 1, levels.high};
    };
    Bracket shares{1, 2, levels.low_excess, levels.high_excess};
    return Narrow(mixed, &shares);
  }

  const std::optional<LossyKnobs>& best() const { return best_; }

 private:
  // The lambda inside the bracket at which the estimate reaches `wanted`, if it does.
  std::optional<double> WhereEstimated(const Bracket& bracket, double wanted) const {
    double low = bracket.low, high = bracket.high;
    if (!(goal_.estimate(low) < wanted && wanted <= goal_.estimate(high))) return std::nullopt;
    for (int i = 0; i < kInversionSteps; ++i) {
      const double middle = std::sqrt(low * high);
      (goal_.estimate(middle) < wanted ? low : high) = middle;
    }
    const double lambda = std::sqrt(low * high);
    const bool is_inside =
        lambda > bracket.low * kSameLambda && lambda * kSameLambda < bracket.high;
    return is_inside ? std::optional<double>(lambda) : std::nullopt;
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
    const Result<bool> met = search.FollowEstimate(&bracket);
    if (!met.ok()) return met.error();
    if (met.value()) return search.best();
  }
  if (std::isinf(bracket.low_excess)) {
    const LossyKnobs lossless;
    const Result<bool> met = search.Try(lossless, &bracket.low_excess);
    if (!met.ok()) return met.error();
    if (bracket.low_excess >= 0) return std::optional<LossyKnobs>(lossless);
  }
  if (std::isinf(bracket.high_excess)) {
    const Result<bool> met = search.Try(KnobsAt(kMaxLambda), &bracket.high_excess);
    if (!met.ok()) return met.error();
    if (met.value() || bracket.high_excess < 0) return search.best();
  }
  const Result<bool> met = search.NarrowAll(&bracket);
  if (!met.ok()) return met.error();
  return search.best();
}

}  // namespace jackdaw::lossy
