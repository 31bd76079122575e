// What `jackdaw sweep` prints at its end.
#ifndef JACKDAW_APPS_JACKDAW_SWEEP_SUMMARY_H_
#define JACKDAW_APPS_JACKDAW_SWEEP_SUMMARY_H_

#include <string>
#include <vector>

#include "apps/sweep/report/comparison.h"
#include "apps/sweep/results.h"

namespace jackdaw::app {

// One line per codec: without a knob its size against the input's, else its BD-rate and BD-PSNR by
// luma PSNR to the input's pixels, means over the images. Ends with a newline.
std::string SweepSummary(const sweep::SweepResults& results, const std::string& anchor,
                         const std::vector<sweep::Comparison>& comparisons);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SWEEP_SUMMARY_H_
