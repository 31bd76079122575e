// A network of the second prior whose blocks see all sides, from one that is causal.
#ifndef JACKDAW_APPS_TRAIN_LATTICE_NET_H_
#define JACKDAW_APPS_TRAIN_LATTICE_NET_H_

#include "apps/train/block_net.h"

namespace jackdaw::train {

// A start for training: all but what reads neighbours is the same, and these have the weights of
// the causal neighbour of the same kind (W for E, N for S, NW and NE for SW and SE).
BlockNet OnLattice(const BlockNet& causal);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_LATTICE_NET_H_
