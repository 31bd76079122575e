// Runs a function for every slice on up to num_threads threads.
#ifndef JACKDAW_CODEC_COEFF_SLICES_SLICE_THREADS_H_
#define JACKDAW_CODEC_COEFF_SLICES_SLICE_THREADS_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace jackdaw {

// Calls run(0) .. run(num_slices - 1), each once, in any order. REQUIRES: run is thread-safe.
template <class Function>
void ForEachSlice(uint32_t num_slices, int num_threads, Function run) {
  std::atomic<uint32_t> next{0};
  const auto work = [&] {
    for (uint32_t i = next.fetch_add(1); i < num_slices; i = next.fetch_add(1)) run(i);
  };
  const auto extra =
      std::min<uint32_t>(num_slices, static_cast<uint32_t>(std::max(num_threads, 1))) - 1;
  std::vector<std::jthread> threads;
  for (uint32_t t = 0; t < extra; ++t) threads.emplace_back(work);
  work();
}

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_SLICES_SLICE_THREADS_H_
