// The weights of the expected size of a level, as codec/coeff/fast/expectation.cc: part of the
// format, made only for a new version (docs/format_coeff.md §5).
#ifndef JACKDAW_APPS_TRAIN_FIT_EXPECTATION_H_
#define JACKDAW_APPS_TRAIN_FIT_EXPECTATION_H_

#include <string>
#include <vector>

namespace jackdaw::train {

// By weighted least squares over the levels of JPEG files. output: the source file. Throws
// std::runtime_error.
void FitExpectation(const std::vector<std::string>& files, const std::string& output);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_FIT_EXPECTATION_H_
