// JPEG files -> coefficient shard.
#ifndef JACKDAW_APPS_TRAIN_PACK_H_
#define JACKDAW_APPS_TRAIN_PACK_H_

#include <string>
#include <vector>

namespace jackdaw::train {

// Packs every JPEG under `paths` (files or directories, sorted by path) that the codec can model;
// returns how many. Throws std::runtime_error when the shard cannot be written.
int Pack(const std::vector<std::string>& paths, const std::string& output);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_PACK_H_
