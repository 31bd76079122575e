// Networks of the second prior from model files: those of its own, exactly, and those of the first
// prior, as a start.
#ifndef JACKDAW_APPS_TRAIN_IMPORT_NET_H_
#define JACKDAW_APPS_TRAIN_IMPORT_NET_H_

#include <string>

#include "apps/train/block_net.h"
#include "models/prior/prior_data.h"

namespace jackdaw::train {

// The network of an integer one.
BlockNet FromBlockData(const prior::BlockNetworkData& data);

// What a network of the first prior gives to one of the second of the same layer sizes, with two or
// more components: all layers but that of the last group. Its negative activations are lost, and
// channels may be larger than bytes hold: RescaleChannels follows.
BlockNet FromPriorData(const prior::PriorNetworkData& data, int components);

// The target's network in a model file of either kind. *is_first: of the first prior. Throws
// std::runtime_error if the file is bad or has no such network.
BlockNet ReadNetwork(const std::string& path, Target target, int components, bool* is_first);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_IMPORT_NET_H_
