// Step tables refined for one picture by trial: every trial codes the picture and counts what
// really comes of it, so that cost never rises (docs/design/attention.md, "Refinement").
#ifndef JACKDAW_CODEC_LOSSY_ENC_REFINE_H_
#define JACKDAW_CODEC_LOSSY_ENC_REFINE_H_

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_image_curves.h"
#include "codec/lossy/enc_lossy_knobs.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

struct RefineProblem {
  std::vector<uint8_t> classes;  // the first component of each
  std::function<std::vector<quant::FrequencyTable>(const LossyKnobs&)> steps;  // per component
  std::function<double(const LossyKnobs&)> cost;  // of a coding with these knobs
  WorkMonitor* monitor = nullptr;
};

// The factors of the cheapest tables that at most `max_trials` codings found, starting from those
// of `knobs`; null where that is these. Tables move along the picture's own curves: those of whole
// classes first, then of bands of frequencies, then of single ones; a move that pays is tried once
// more, one that does not the other way round.
std::shared_ptr<const TableFactors> RefineTables(const RefineProblem& problem,
                                                 const LossyKnobs& knobs, int max_trials);

// Of each class, its first component.
std::vector<uint8_t> FirstComponents(const ImageCurves& curves);

// What the levels lose, as the choice of levels counts it: the sum of weighted distortions, where
// knobs.level_lambda is what a bit may cost.
double CostOfErrors(const ImageCurves& curves, const jpeg::Frame& frame,
                    std::span<const jpeg::CoeffPlane> planes,
                    std::span<const jpeg::CoeffPlane> levels,
                    std::span<const quant::FrequencyTable> steps, const LossyKnobs& knobs);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_REFINE_H_
