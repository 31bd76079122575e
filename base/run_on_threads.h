// One function on several threads, of which no exception is lost.
#ifndef JACKDAW_BASE_RUN_ON_THREADS_H_
#define JACKDAW_BASE_RUN_ON_THREADS_H_

#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace jackdaw {

// Calls work(0) .. work(num_threads - 1) at the same time, work(0) on the calling thread, and
// returns when all have ended; the first exception of any is then thrown again. Where the system
// has no more threads, calls with high numbers are left out: work(0) must do whatever they do not.
template <class Work>
void RunOnThreads(int num_threads, Work work) {
  std::mutex mutex;
  std::exception_ptr first;
  const auto run = [&](int thread) {
    try {
      work(thread);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (first == nullptr) first = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    try {
      for (int i = 1; i < num_threads; ++i) threads.emplace_back(run, i);
    } catch (const std::system_error&) {  // those that run are enough
    }
    run(0);
  }
  if (first != nullptr) std::rethrow_exception(first);
}

}  // namespace jackdaw

#endif  // JACKDAW_BASE_RUN_ON_THREADS_H_
