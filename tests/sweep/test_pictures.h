// Pictures and results for the tests of the sweep.
#ifndef JACKDAW_TESTS_SWEEP_TEST_PICTURES_H_
#define JACKDAW_TESTS_SWEEP_TEST_PICTURES_H_

#include <string>

#include "apps/sweep/pictures/image.h"
#include "apps/sweep/results.h"
#include "apps/sweep/system/temp_dir.h"

namespace jackdaw::test {

// Waves with some noise, the same on every machine. num_channels: 1 or 3.
sweep::Image TestPicture(uint32_t width_px, uint32_t height_px, uint32_t num_channels,
                         uint64_t seed);

// Two sources named `first` and "second", a lossless codec and two with three settings each, all
// numbers made up; curves rise.
sweep::SweepResults TestResults(const std::string& first);

// An empty directory of the test's own, removed with the object.
sweep::TempDir FreshDirectory();

// An executable shell script.
std::string WriteScript(const std::string& directory, const std::string& name,
                        const std::string& body);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SWEEP_TEST_PICTURES_H_
