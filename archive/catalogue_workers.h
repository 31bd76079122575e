// Probes the forms of many pictures on several threads.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_WORKERS_H_
#define JACKDAW_ARCHIVE_CATALOGUE_WORKERS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive/catalogue_picture.h"
#include "archive/catalogue_probe.h"

namespace jackdaw::archive {

struct ProbeJob {
  std::string root;
  CheckLevel level = CheckLevel::kSizes;
  int num_threads = 1;
  uint64_t memory_limit = uint64_t{1} << 30;  // of all threads together
  std::string kernels = {};
  std::function<void(uint64_t num_bytes)> on_file_done = {};  // as in TreeCheckEvents
};

// Probes every form that is there. A .jkd that needs more memory than its share is tried again,
// alone and with the whole limit.
void ProbePictures(const ProbeJob& job, std::vector<TreePicture>* pictures);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_WORKERS_H_
