// The search for knobs that meet a target.
#ifndef JACKDAW_CODEC_LOSSY_ENC_TARGET_SEARCH_H_
#define JACKDAW_CODEC_LOSSY_ENC_TARGET_SEARCH_H_

#include <functional>
#include <optional>

#include "codec/lossy/enc_lossy_knobs.h"
#include "jackdaw/result.h"

namespace jackdaw::lossy {

// Beyond this nothing is left of an image.
inline constexpr double kMaxLambda = 1e6;

struct SearchGoal {
  // How far a result is beyond the target, in any unit; rises with lambda, as a rule.
  std::function<Result<double>(const LossyKnobs&)> excess;
  // Called when the knobs that were tried last are the best so far.
  std::function<void()> keep = [] {};
  // What the excess may be where one lambda is for tables and levels; never falls with lambda. It
  // steers the first steps, and may be off by any amount that changes little with lambda. Empty:
  // nothing is known.
  std::function<double(double lambda)> estimate;
  // By how much the excess may rise, about, where the levels' lambda alone rises by a factor of e.
  double level_slope = 1;
  double tolerance = 0;  // excess 0..tolerance meets the target
  // Which side is better when no knobs meet it: excess >= 0 (sizes), or <= tolerance (PSNR).
  bool at_least = true;
  // Whether knobs may have an other_share.
  bool mixes_blocks = true;
};

// Knobs that meet the goal; else the nearest ones found on its better side; empty when even
// kMaxLambda does not bring the excess up to 0. Where there is an estimate, first one lambda for
// tables and levels, where it says, and near the goal, the levels' lambda alone, as tables jump.
// What that does not find is searched by intervals, in which lossless (knobs of 0) is one end: one
// lambda for both; where tables jump over the target, the levels' lambda alone; where levels jump,
// too (code lengths are whole bits), a mixture of blocks from both sides. Knobs of 0 are returned,
// too, when they have an excess of 0 or more; any other result was the last one to be kept. Errors:
// those of `excess`.
Result<std::optional<LossyKnobs>> SearchKnobs(const SearchGoal& goal);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_TARGET_SEARCH_H_
