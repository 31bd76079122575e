// A network of the second prior put into a larger one, to go on with.
#ifndef JACKDAW_APPS_TRAIN_GROW_NET_H_
#define JACKDAW_APPS_TRAIN_GROW_NET_H_

#include "apps/train/block_net.h"

namespace jackdaw::train {

// A network of `shape` that says what `small` says. What is new has random weights, and nothing old
// looks at it yet. Throws std::runtime_error if a size would fall, or lanes, components or the
// window differ.
BlockNet Grown(const BlockNet& small, const prior::BlockShape& shape);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_GROW_NET_H_
