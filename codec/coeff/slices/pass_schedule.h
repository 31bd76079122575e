// Runs the passes of slices that see each other on several threads: a slice begins a pass when all
// slices whose rows it sees have ended the pass before, so that threads seldom wait.
#ifndef JACKDAW_CODEC_COEFF_SLICES_PASS_SCHEDULE_H_
#define JACKDAW_CODEC_COEFF_SLICES_PASS_SCHEDULE_H_

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/run_on_threads.h"
#include "codec/coeff/component_set.h"
#include "models/prior/lattice.h"

namespace jackdaw::coeff {

class PassSchedule {
 public:
  // rows: of each slice, at least one; those without any have nothing to run.
  explicit PassSchedule(std::vector<RowRange> rows) : rows_(std::move(rows)) {
    for (const RowRange& rows_of_slice : rows_) {
      slices_.push_back({rows_of_slice.begin < rows_of_slice.end ? 0 : prior::kNumPasses, false});
    }
  }

  // Calls run(slice, pass) for all passes of all slices, of one slice one after the other, on up to
  // num_threads threads. False once a call is false; then no other begins. An exception of a call
  // is thrown again.
  template <class Function>
  bool Run(int num_threads, Function run) {
    RunOnThreads(std::clamp(num_threads, 1, static_cast<int>(slices_.size())),
                 [&](int) { Work(run); });
    return !stopped_;
  }

 private:
  struct Slice {
    int passes = 0;  // that have ended
    bool runs = false;
  };

  template <class Function>
  void Work(Function& run) {
    while (const std::optional<size_t> slice = Begin()) {
      bool good = false;
      try {
        good = run(*slice, slices_[*slice].passes);
      } catch (...) {
        End(*slice, false);
        throw;
      }
      End(*slice, good);
    }
  }

  // A slice whose next pass can begin, the one that is furthest behind; waits for it. None: there
  // is nothing left.
  std::optional<size_t> Begin() {
    std::unique_lock lock(mutex_);
    for (;;) {
      std::optional<size_t> best;
      bool is_done = true;
      for (size_t i = 0; i < slices_.size() && !stopped_; ++i) {
        is_done = is_done && slices_[i].passes == prior::kNumPasses;
        if (CanBegin(i) && (!best || slices_[i].passes < slices_[*best].passes)) best = i;
      }
      if (best) slices_[*best].runs = true;
      if (best || is_done) return best;
      changed_.wait(lock);
    }
  }

  void End(size_t slice, bool good) {
    const std::scoped_lock lock(mutex_);
    slices_[slice].runs = false;
    ++slices_[slice].passes;
    stopped_ = stopped_ || !good;
    changed_.notify_all();
  }

  // The slice that is furthest behind can always begin, if it does not run.
  bool CanBegin(size_t slice) const {
    const Slice& own = slices_[slice];
    if (own.runs || own.passes == prior::kNumPasses) return false;
    const uint64_t distance = prior::PassAt(own.passes).distance;
    for (size_t i = 0; i < slices_.size(); ++i) {
      const bool is_seen = rows_[i].begin < rows_[slice].end + distance &&
                           rows_[slice].begin < rows_[i].end + distance;
      if (is_seen && slices_[i].passes < own.passes) return false;
    }
    return true;
  }

  const std::vector<RowRange> rows_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Slice> slices_;
  bool stopped_ = false;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_PASS_SCHEDULE_H_
