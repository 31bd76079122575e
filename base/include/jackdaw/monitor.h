// Progress of a call, and a way to cancel it.
#ifndef JACKDAW_MONITOR_H_
#define JACKDAW_MONITOR_H_

#include <cstdint>
#include <functional>

namespace jackdaw {

// Both functions may be empty. They run on the threads that do the work, the caller's among them,
// and must return soon: the work waits. They must not throw. Neither changes the result.
struct Monitor {
  // Receives how much is done, in thousandths; never less than before, never two calls at a time.
  // 1000 comes once, at the end of a call that succeeds.
  std::function<void(uint32_t per_mille)> progress = {};
  // True: the call returns kCancelled as soon as it can, within about 100 ms, and no result. Asked
  // often, by several threads at a time; after true it need not be asked again.
  std::function<bool()> cancelled = {};
};

}  // namespace jackdaw

#endif  // JACKDAW_MONITOR_H_
