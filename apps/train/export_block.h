// Networks of the second prior -> model file (.jkw2, docs/format_prior2.md).
#ifndef JACKDAW_APPS_TRAIN_EXPORT_BLOCK_H_
#define JACKDAW_APPS_TRAIN_EXPORT_BLOCK_H_

#include <string>
#include <vector>

#include "apps/train/block_net.h"

namespace jackdaw::train {

// The integers that the network trained with: byte layers at the very shifts of its forward pass,
// wide layers at the finest shift at which no sum can leave 32 bits. Throws std::runtime_error if a
// number does not fit.
prior::BlockNetworkData ToBlockData(const BlockNetImpl& net);

// Writes one network, or luma's and chroma's.
void ExportBlocks(const std::vector<BlockNet>& networks, const std::string& path);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_EXPORT_BLOCK_H_
