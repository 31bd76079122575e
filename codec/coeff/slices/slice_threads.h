// Runs a function for every slice on up to num_threads threads.
#ifndef JACKDAW_CODEC_COEFF_SLICES_SLICE_THREADS_H_
#define JACKDAW_CODEC_COEFF_SLICES_SLICE_THREADS_H_

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstdint>

#include "base/run_on_threads.h"

namespace jackdaw::coeff {

// Calls run(0) .. run(num_slices - 1), each once, in any order; none after one that throws, and the
// exception is thrown again. REQUIRES: run is thread-safe.
template <class Function>
void ForEachSlice(uint32_t num_slices, int num_threads, Function run) {
  std::atomic<uint32_t> next{0};
  const int most = static_cast<int>(std::min<uint32_t>(num_slices, INT_MAX));
  RunOnThreads(std::clamp(num_threads, 1, most), [&](int) {
    try {
      for (uint32_t i = next.fetch_add(1); i < num_slices; i = next.fetch_add(1)) run(i);
    } catch (...) {
      next = num_slices;
      throw;
    }
  });
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_SLICE_THREADS_H_
