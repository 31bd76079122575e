#include "codec/lossy/enc_refine.h"

#include <array>
#include <cmath>

#include "codec/lossy/enc_level_loss.h"

namespace jackdaw::lossy {
namespace {

struct Band {
  size_t first = 0, last = jpeg::kBlockSize - 1;  // zigzag
};

// Of whole tables and bands lambda moves by half an octave at first, of single frequencies by one:
// their curves have few points.
constexpr std::array<Band, 8> kBands = {
    {{0, 63}, {0, 0}, {1, 2}, {3, 5}, {6, 9}, {10, 20}, {21, 35}, {36, 63}}};
constexpr double kBandOctaves = 0.5, kFrequencyOctaves = 1;
constexpr int kMaxRounds = 3;  // over all moves, each with half the octaves of the one before

struct Move {
  uint8_t component = 0;
  Band band;
  double octaves = 0;
};

std::vector<Move> MovesOf(std::span<const uint8_t> classes) {
  std::vector<Move> moves;
  for (const Band& band : kBands) {
    for (const uint8_t c : classes) moves.push_back({c, band, kBandOctaves});
  }
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    for (const uint8_t c : classes) moves.push_back({c, {k, k}, kFrequencyOctaves});
  }
  return moves;
}

class Refinement {
 public:
  Refinement(const RefineProblem& problem, const LossyKnobs& knobs, int max_trials)
      : problem_(problem), trials_left_(max_trials), best_(knobs) {
    cost_ = problem.cost(best_);
    steps_ = problem.steps(best_);
  }

  void Run() {
    std::vector<Move> moves = MovesOf(problem_.classes);
    for (int round = 0; round < kMaxRounds; ++round) {
      for (Move& move : moves) {
        if (!Try(move)) move.octaves = -move.octaves;
        // Again where that paid, else the other way round.
        (void)Try(move);
        if (IsOver()) return;
        move.octaves /= 2;
      }
    }
  }

  const LossyKnobs& best() const { return best_; }

 private:
  bool IsOver() const { return trials_left_ <= 0 || IsCancelled(problem_.monitor); }

  // Whether the move pays.
  bool Try(const Move& move) {
    if (IsOver()) return false;
    auto factors = best_.factors == nullptr ? std::make_shared<TableFactors>()
                                            : std::make_shared<TableFactors>(*best_.factors);
    for (size_t k = move.band.first; k <= move.band.last; ++k) {
      factors->lambda[move.component][k] *= std::exp2(move.octaves);
    }
    LossyKnobs knobs = best_;
    knobs.factors = std::move(factors);
    std::vector<quant::FrequencyTable> steps = problem_.steps(knobs);
    if (steps == steps_) return false;
    --trials_left_;
    const double cost = problem_.cost(knobs);
    if (!Advance(problem_.monitor, 0) || cost >= cost_) return false;
    cost_ = cost;
    best_ = std::move(knobs);
    steps_ = std::move(steps);
    return true;
  }

  const RefineProblem& problem_;
  int trials_left_;
  LossyKnobs best_;
  double cost_ = 0;
  std::vector<quant::FrequencyTable> steps_;
};

}  // namespace

std::shared_ptr<const TableFactors> RefineTables(const RefineProblem& problem,
                                                 const LossyKnobs& knobs, int max_trials) {
  Refinement refinement(problem, knobs, max_trials);
  refinement.Run();
  return refinement.best().factors;
}

std::vector<uint8_t> FirstComponents(const ImageCurves& curves) {
  std::vector<uint8_t> components;
  for (const quant::QuantClass& quant_class : curves.classes()) {
    components.push_back(static_cast<uint8_t>(quant_class.components[0]));
  }
  return components;
}

double CostOfErrors(const ImageCurves& curves, const jpeg::Frame& frame,
                    std::span<const jpeg::CoeffPlane> planes,
                    std::span<const jpeg::CoeffPlane> levels,
                    std::span<const quant::FrequencyTable> steps, const LossyKnobs& knobs) {
  double cost = 0;
  for (size_t c = 0; c < curves.classes().size(); ++c) {
    for (const size_t i : curves.classes()[c].components) {
      const ClassLoss loss =
          LossOfLevels(frame.components[i], planes[i], curves.distortion().planes[i], levels[i],
                       steps[i], curves.unit());
      // In the levels' own lambda this is what a bit may cost.
      cost += loss.distortion * knobs.level_lambda / curves.LevelLambda(c, knobs);
    }
  }
  return cost;
}

}  // namespace jackdaw::lossy
