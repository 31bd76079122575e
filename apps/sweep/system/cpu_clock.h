// Processor time of the calling thread: unlike wall time it does not grow when other jobs share the
// machine.
#ifndef JACKDAW_APPS_SWEEP_SYSTEM_CPU_CLOCK_H_
#define JACKDAW_APPS_SWEEP_SYSTEM_CPU_CLOCK_H_

#include <ctime>

namespace jackdaw::sweep {

inline double ThreadCpuSeconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_SYSTEM_CPU_CLOCK_H_
