// What the format carries for headers, as source files: dictionary_data.cc (zstd
// dictionary of the skeleton section) and huffman_prior.cc (start probabilities of the tables
// section). Both are part of the format: made only for a new version (docs/format.md §4).
#ifndef JACKDAW_APPS_TRAIN_TRAIN_DICTIONARY_H_
#define JACKDAW_APPS_TRAIN_TRAIN_DICTIONARY_H_

#include <string>
#include <vector>

namespace jackdaw::train {

// Of JPEG files, in this order, to a folder. Only bytes that occur in at least three files get into
// the dictionary, so that nothing of a single picture's owner does. Throws std::runtime_error.
void TrainDictionary(const std::vector<std::string>& paths, const std::string& folder);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TRAIN_DICTIONARY_H_
