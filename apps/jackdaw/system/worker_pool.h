// Threads over a list of jobs.
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_WORKER_POOL_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_WORKER_POOL_H_

#include <cstddef>
#include <functional>

namespace jackdaw::app {

// Calls work(0) .. work(count - 1), each once and started in this order, on up to num_workers
// threads (the caller's one included), and returns when all are done. work must not throw.
void RunParallel(size_t count, int num_workers, const std::function<void(size_t index)>& work);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_WORKER_POOL_H_
