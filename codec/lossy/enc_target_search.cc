#include "codec/lossy/enc_target_search.h"

#include <algorithm>
#include <cmath>

namespace jackdaw {
namespace {

constexpr double kMinLambda = 1e-5;
constexpr int kMaxSteps = 24;
// Lambdas nearer than this choose the same tables, or lie on both sides of a jump.
constexpr double kSameLambda = 1.002;
// How much further than the tables' lambda that of the levels may go.
constexpr double kMaxLevelRatio = 16;

// Both ends of an interval in which the goal lies: excess below 0, and above the tolerance.
struct Bracket {
  double low, high;
  double low_excess, high_excess;
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
    }
    return met;
  }

  // Narrows the bracket until the goal is met (true) or its ends are the same for all that matters.
  // knobs_at: of a lambda between its ends.
  template <class KnobsAt>
  Result<bool> Narrow(KnobsAt knobs_at, Bracket* bracket) {
    for (int step = 0; step < kMaxSteps && bracket->high > bracket->low * kSameLambda; ++step) {
      const double lambda = Between(*bracket, step);
      double excess = 0;
      const Result<bool> met = Try(knobs_at(lambda), &excess);
      if (!met.ok() || met.value()) return met;
      if (excess < 0) {
        bracket->low = lambda;
        bracket->low_excess = excess;
      } else {
        bracket->high = lambda;
        bracket->high_excess = excess;
      }
    }
    return false;
  }

  const std::optional<LossyKnobs>& best() const { return best_; }

 private:
  // On the line between the ends in log lambda, kept off them; every third time the middle, so that
  // a bent curve cannot hold the search up.
  double Between(const Bracket& bracket, int step) const {
    const double target = goal_.tolerance / 2;
    double part = 0.5;
    if (step % 3 != 0 && std::isfinite(bracket.low_excess)) {
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
  Search search(goal);
  Bracket bracket{kMinLambda, kMaxLambda, 0, 0};
  const auto both = [](double lambda) { return LossyKnobs{lambda, lambda}; };
  const LossyKnobs lossless;
  Result<bool> met = search.Try(lossless, &bracket.low_excess);
  if (!met.ok()) return met.error();
  if (met.value() || bracket.low_excess >= 0) return std::optional<LossyKnobs>(lossless);
  met = search.Try(both(bracket.high), &bracket.high_excess);
  if (!met.ok()) return met.error();
  if (met.value() || bracket.high_excess < 0) {
    return goal.at_least && bracket.high_excess < 0 ? std::optional<LossyKnobs>()
                                                    : both(bracket.high);
  }
  met = search.Narrow(both, &bracket);
  if (!met.ok()) return met.error();
  if (!met.value()) {
    const double tables = bracket.low;
    const auto levels_only = [&](double lambda) { return LossyKnobs{tables, lambda}; };
    Bracket inner = bracket;  // its upper excess is a guess
    inner.high = tables * kMaxLevelRatio;
    met = search.Narrow(levels_only, &inner);
    if (!met.ok()) return met.error();
    if (!met.value() && goal.mixes_blocks) {
      const auto mixed = [&](double share_plus_1) {
        return LossyKnobs{tables, inner.low, share_plus_1 - 1, inner.high};
      };
      Bracket shares{1, 2, inner.low_excess, inner.high_excess};
      met = search.Narrow(mixed, &shares);
      if (!met.ok()) return met.error();
    }
  }
  return search.best();
}

}  // namespace jackdaw
