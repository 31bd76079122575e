// Runs a network of restoration over a lattice: in areas, on several threads.
#ifndef JACKDAW_CODEC_PIXELS_DEC_NETWORK_RUN_H_
#define JACKDAW_CODEC_PIXELS_DEC_NETWORK_RUN_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "base/work_monitor.h"
#include "jackdaw/result.h"
#include "models/pixels/restoration_network.h"

namespace jackdaw::pixels {

// A network, and what it is to do for one lattice.
struct NetworkRun {
  const restoration::RestorationWeights* weights = nullptr;
  std::vector<float> style;
  restoration::Lattice lattice;
  bool details = false;
  // Each thread has features of its own, as they may need memory. Any columns are asked for.
  std::function<restoration::RestorationNetwork::FeatureRow()> make_features;
  // Takes what the network says of an area, which has whole blocks. Called by several threads.
  std::function<void(restoration::LatticeArea, const restoration::RestorationOutput&)> take;
};

// On threads of its own, so that nothing of the caller's thread is changed. The monitor advances by
// blocks. Errors: kLimitExceeded, kInternal, and those of RestorationNetwork::Make. May throw
// std::bad_alloc. After a cancellation not everything was taken.
Status RunNetwork(const NetworkRun& run, int num_threads, WorkMonitor* monitor);

// What RunNetwork allocates.
uint64_t NetworkRunBytes(const restoration::RestorationShape& shape, restoration::Lattice lattice,
                         bool details, int num_threads);

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_DEC_NETWORK_RUN_H_
