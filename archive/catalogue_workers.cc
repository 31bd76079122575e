#include "archive/catalogue_workers.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>

namespace jackdaw::archive {
namespace {

// Nothing but lack of memory is thrown in here.
uint64_t ProbeSafely(const ProbeJob& job, const ProbeLimits& limits, PictureForm* form) {
  try {
    return ProbeForm(job.root, job.level, limits, form);
  } catch (const std::exception&) {
    form->damage.reset();
    form->unreadable = Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
    return 0;
  }
}

bool NeedsMoreMemory(const PictureForm& form) {
  return form.unreadable.has_value() && form.unreadable->code == ErrorCode::kLimitExceeded;
}

}  // namespace

void ProbePictures(const ProbeJob& job, std::vector<TreePicture>* pictures) {
  std::vector<PictureForm*> forms;
  for (TreePicture& picture : *pictures) {
    for (PictureForm& form : picture.forms) {
      if (form.now.has_value()) forms.push_back(&form);
    }
  }
  const auto num_threads = static_cast<size_t>(std::max(1, job.num_threads));
  const size_t num_workers = std::clamp<size_t>(forms.size(), 1, num_threads);
  const ProbeLimits share{job.memory_limit / num_workers,
                          static_cast<int>(num_threads / num_workers), job.kernels};
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next.fetch_add(1); i < forms.size(); i = next.fetch_add(1)) {
      const uint64_t num_bytes = ProbeSafely(job, share, forms[i]);
      if (job.on_file_done) job.on_file_done(num_bytes);
    }
  };
  std::vector<std::thread> threads;
  for (size_t i = 1; i < num_workers; ++i) {
    try {
      threads.emplace_back(work);
    } catch (const std::system_error&) {
      break;  // no more threads to be had: those that run do all the work
    }
  }
  work();
  for (std::thread& thread : threads) thread.join();
  if (num_workers == 1) return;
  const ProbeLimits all{job.memory_limit, static_cast<int>(num_threads), job.kernels};
  for (PictureForm* form : forms) {
    if (NeedsMoreMemory(*form)) ProbeSafely(job, all, form);
  }
}

}  // namespace jackdaw::archive
