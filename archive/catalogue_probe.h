// Looks at one file of a tree: what it holds, and whether it is sound.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_PROBE_H_
#define JACKDAW_ARCHIVE_CATALOGUE_PROBE_H_

#include <cstdint>
#include <string>

#include "archive/catalogue_picture.h"

namespace jackdaw::archive {

struct ProbeLimits {
  uint64_t memory = uint64_t{1} << 30;  // for decoding
  int num_threads = 1;
  std::string kernels = {};  // as in DecompressOptions
};

// Fills in found, damage and unreadable of a form that is there now. REQUIRES: form->now.
//
// A file that the catalogue knows, with its size and time as they were, is not opened for kSizes. A
// file of another size or time is read as for kQuick, and one that was found damaged is looked at
// as closely as then. An original is never decoded. unreadable is kLimitExceeded when the file
// needs more memory to be decoded. Returns how many bytes were read.
uint64_t ProbeForm(const std::string& root, CheckLevel level, const ProbeLimits& limits,
                   PictureForm* form);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_PROBE_H_
