#include "apps/jackdaw/system/worker_pool.h"

#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace jackdaw::app {

void RunParallel(size_t count, int num_workers, const std::function<void(size_t index)>& work) {
  std::atomic<size_t> next{0};
  const auto run = [&] {
    for (size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) work(i);
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < num_workers && static_cast<size_t>(i) < count; ++i) {
    try {
      threads.emplace_back(run);
    } catch (const std::system_error&) {
      break;  // no more threads to be had: those that run do all the work
    }
  }
  run();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace jackdaw::app
