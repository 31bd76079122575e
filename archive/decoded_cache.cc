#include "archive/decoded_cache.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <thread>
#include <unordered_map>
#include <utility>

#include "archive/bounded_cache.h"
#include "archive/next_name.h"

namespace jackdaw::archive {
namespace {

using Clock = std::chrono::steady_clock;

// A 24-megapixel photograph takes about 220 MB: with less than this each, most decodes would have
// to be repeated alone.
constexpr uint64_t kShareOfDecode = uint64_t{256} << 20;
// A reader in order of names is never further ahead than one file; more are stale wishes.
constexpr size_t kMaxPrefetches = 4;
constexpr size_t kMaxFailures = 1024;
constexpr auto kFailureLifetime = std::chrono::minutes(1);

int NumWorkers(const DecodedCacheOptions& options) {
  const uint64_t fitting = std::max<uint64_t>(1, options.memory_limit / kShareOfDecode);
  return static_cast<int>(
      std::min<uint64_t>(static_cast<uint64_t>(std::max(1, options.num_threads)), fitting));
}

// Errors that another try would bring again, as long as the file stays as it is.
bool IsOfFile(const Error& error) {
  return error.code != ErrorCode::kIo && error.code != ErrorCode::kCancelled;
}

// Bytes that count themselves.
struct CountedBytes {
  CountedBytes(std::vector<uint8_t> b, std::shared_ptr<std::atomic<uint64_t>> total)
      : bytes(std::move(b)), live_bytes(std::move(total)) {
    *live_bytes += bytes.size();
  }
  CountedBytes(const CountedBytes&) = delete;
  CountedBytes& operator=(const CountedBytes&) = delete;
  ~CountedBytes() { *live_bytes -= bytes.size(); }

  const std::vector<uint8_t> bytes;
  const std::shared_ptr<std::atomic<uint64_t>> live_bytes;
};

struct Job {
  std::shared_ptr<const OpenFile> file;
  std::atomic<bool> is_wanted{false};  // somebody waits for it
  bool is_begun = false;
  std::optional<Result<SharedBytes>> result;
};

struct Failure {
  Error error;
  Clock::time_point time;
};

}  // namespace

class DecodedCache::Work {
 public:
  Work(const Tree& tree, DecodedCacheOptions options)
      : tree_(tree),
        options_(std::move(options)),
        num_workers_(NumWorkers(options_)),
        kept_(options_.max_bytes) {
    for (int i = 0; i < num_workers_; ++i) workers_.emplace_back([this] { Run(); });
    opener_ = std::thread([this] { OpenAhead(); });
  }

  Result<SharedBytes> Get(std::shared_ptr<const OpenFile> file);
  SharedBytes Peek(const FileId& id);
  void Prefetch(const std::string& path, bool next);
  void Stop();
  DecodedCacheCounters counters() const;

 private:
  struct PathAhead {
    std::string path;
    bool next = false;  // not this file, but the one after it
  };
  using JobPointer = std::shared_ptr<Job>;

  void Run();
  void OpenAhead();
  JobPointer NextJob(std::unique_lock<std::mutex>& lock);
  void Finish(const JobPointer& job, Result<SharedBytes> result);
  Result<SharedBytes> Decode(const Job& job, int num_threads);
  Result<std::vector<uint8_t>> DecodeWithin(const Job& job, int num_threads, uint64_t memory);
  SharedBytes FindBytes(const FileId& id);
  void Keep(const FileId& id, const SharedBytes& bytes);
  const Error* FindFailure(const FileId& id);

  const Tree& tree_;
  const DecodedCacheOptions options_;
  const int num_workers_;
  // One decode with the whole memory, or any number with their shares.
  std::shared_mutex memory_;
  const std::shared_ptr<std::atomic<uint64_t>> live_bytes_ =
      std::make_shared<std::atomic<uint64_t>>(0);
  std::atomic<bool> is_stopped_{false};
  std::atomic<int> num_wanted_{0};  // jobs that somebody waits for, begun or not

  mutable std::mutex mutex_;
  std::condition_variable work_changed_, job_done_;
  std::deque<JobPointer> wanted_, ahead_;                    // not begun
  std::deque<PathAhead> paths_ahead_;                        // to be opened
  std::unordered_map<FileId, JobPointer, FileIdHash> jobs_;  // not finished
  int num_running_ = 0;
  BoundedCache<FileId, SharedBytes, FileIdHash> kept_;
  // Bytes that callers may still hold, whether they are kept or not.
  std::unordered_map<FileId, std::weak_ptr<const std::vector<uint8_t>>, FileIdHash> live_;
  BoundedCache<FileId, Failure, FileIdHash> failures_{kMaxFailures};
  DecodedCacheCounters counters_;

  std::vector<std::thread> workers_;
  std::thread opener_;
};

Result<SharedBytes> DecodedCache::Work::Get(std::shared_ptr<const OpenFile> file) {
  const FileId id = file->entry.id();
  std::unique_lock<std::mutex> lock(mutex_);
  if (is_stopped_) return Error{ErrorCode::kCancelled, 0, "the cache was stopped"};
  if (SharedBytes bytes = FindBytes(id)) {
    ++counters_.hits;
    return bytes;
  }
  if (const Error* failure = FindFailure(id)) return *failure;
  JobPointer job;
  if (const auto found = jobs_.find(id); found != jobs_.end()) job = found->second;
  const bool is_new_wish = job == nullptr || !job->is_wanted;
  if (is_new_wish && (job == nullptr || !job->is_begun)) {
    if (wanted_.size() >= options_.max_waiting) {
      ++counters_.refused;
      return Error{ErrorCode::kLimitExceeded, 0, "too many files wait to be decoded"};
    }
    if (job == nullptr) {
      job = std::make_shared<Job>();
      job->file = std::move(file);
      jobs_.emplace(id, job);
    } else {
      ahead_.erase(std::find(ahead_.begin(), ahead_.end(), job));
    }
    wanted_.push_back(job);
  }
  if (is_new_wish) {
    job->is_wanted = true;
    ++num_wanted_;
  }
  ++counters_.misses;
  work_changed_.notify_all();
  job_done_.wait(lock, [&] { return job->result.has_value(); });
  return *job->result;
}

SharedBytes DecodedCache::Work::Peek(const FileId& id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return FindBytes(id);
}

void DecodedCache::Work::Prefetch(const std::string& path, bool next) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (is_stopped_) return;
    paths_ahead_.push_back({path, next});
    if (paths_ahead_.size() > kMaxPrefetches) paths_ahead_.pop_front();
  }
  work_changed_.notify_all();
}

void DecodedCache::Work::Stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_stopped_ = true;
    for (const auto* queue : {&wanted_, &ahead_}) {
      for (const JobPointer& job : *queue) {
        job->result = Error{ErrorCode::kCancelled, 0, "the cache was stopped"};
        jobs_.erase(job->file->entry.id());
      }
    }
    wanted_.clear();
    ahead_.clear();
  }
  work_changed_.notify_all();
  job_done_.notify_all();
  for (std::thread& worker : workers_) {
    if (worker.joinable()) worker.join();
  }
  if (opener_.joinable()) opener_.join();
}

DecodedCacheCounters DecodedCache::Work::counters() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  DecodedCacheCounters counters = counters_;
  counters.kept_bytes = kept_.cost();
  counters.live_bytes = *live_bytes_;
  counters.waiting = wanted_.size();
  return counters;
}

// Listing a directory and opening a file may take long: not on the thread of who asks to fetch
// ahead.
void DecodedCache::Work::OpenAhead() {
  NextNames next_names(tree_);
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    work_changed_.wait(lock, [&] { return is_stopped_ || !paths_ahead_.empty(); });
    if (is_stopped_) return;
    PathAhead ahead = std::move(paths_ahead_.front());
    paths_ahead_.pop_front();
    lock.unlock();
    const std::string path = ahead.next ? next_names.After(ahead.path) : std::move(ahead.path);
    const Result<std::shared_ptr<const OpenFile>> file = tree_.OpenOriginal(path);
    lock.lock();
    if (is_stopped_) return;
    if (!file.ok() || file.value() == nullptr) continue;
    const Entry& entry = file.value()->entry;
    const FileId id = entry.id();
    if (entry.storage == Storage::kPlain || entry.problem.has_value()) continue;
    // What fills more than half of the room would push out what is read now.
    if (entry.size > options_.max_bytes / 2 || jobs_.count(id) > 0 || FindBytes(id) != nullptr ||
        FindFailure(id) != nullptr) {
      continue;
    }
    auto job = std::make_shared<Job>();
    job->file = file.value();
    jobs_.emplace(id, job);
    ahead_.push_back(std::move(job));
    if (ahead_.size() > kMaxPrefetches) {
      jobs_.erase(ahead_.front()->file->entry.id());
      ahead_.pop_front();
    }
    work_changed_.notify_all();
  }
}

// Waits for a job; null when the cache stops.
DecodedCache::Work::JobPointer DecodedCache::Work::NextJob(std::unique_lock<std::mutex>& lock) {
  work_changed_.wait(lock, [&] {
    return is_stopped_ || !wanted_.empty() || (!ahead_.empty() && num_wanted_ == 0);
  });
  if (is_stopped_) return nullptr;
  std::deque<JobPointer>& queue = wanted_.empty() ? ahead_ : wanted_;
  if (&queue == &ahead_) ++counters_.prefetches;
  JobPointer job = queue.front();
  queue.pop_front();
  job->is_begun = true;
  return job;
}

void DecodedCache::Work::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (const JobPointer job = NextJob(lock)) {
    ++num_running_;
    const int num_sharing = std::min(
        num_workers_,
        num_running_ + static_cast<int>(std::min<size_t>(wanted_.size(), size_t{1} << 20)));
    lock.unlock();
    const Clock::time_point start = Clock::now();
    Result<SharedBytes> result = Decode(*job, std::max(1, options_.num_threads / num_sharing));
    const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start);
    const bool is_cancelled = !result.ok() && result.error().code == ErrorCode::kCancelled;
    if (!result.ok() && !is_cancelled && options_.on_failure) {
      options_.on_failure(job->file->entry, result.error());
    }
    lock.lock();
    --num_running_;
    if (is_cancelled && job->is_wanted && !is_stopped_) {
      // Somebody asked for it while it was given up.
      job->is_begun = false;
      wanted_.push_front(job);
      work_changed_.notify_all();
      continue;
    }
    if (!is_cancelled) {
      ++counters_.decodes;
      counters_.decode_ns += static_cast<uint64_t>(time.count());
    }
    Finish(job, std::move(result));
  }
}

void DecodedCache::Work::Finish(const JobPointer& job, Result<SharedBytes> result) {
  const FileId id = job->file->entry.id();
  if (result.ok()) {
    counters_.decoded_bytes += result.value()->size();
    Keep(id, result.value());
  } else if (result.error().code != ErrorCode::kCancelled) {
    ++counters_.failures;
    if (IsOfFile(result.error())) failures_.Insert(id, {result.error(), Clock::now()});
  }
  job->result = std::move(result);
  jobs_.erase(id);
  if (job->is_wanted) --num_wanted_;
  job_done_.notify_all();
  work_changed_.notify_all();  // what is ahead may have waited for this one
}

Result<SharedBytes> DecodedCache::Work::Decode(const Job& job, int num_threads) {
  const uint64_t share = options_.memory_limit / static_cast<uint64_t>(num_workers_);
  Result<std::vector<uint8_t>> bytes = Error{};
  {
    const std::shared_lock<std::shared_mutex> lock(memory_);
    bytes = DecodeWithin(job, num_threads, share);
  }
  if (!bytes.ok() && bytes.error().code == ErrorCode::kLimitExceeded && num_workers_ > 1) {
    const std::unique_lock<std::shared_mutex> lock(memory_);
    bytes = DecodeWithin(job, options_.num_threads, options_.memory_limit);
  }
  if (!bytes.ok()) return bytes.error();
  const auto counted = std::make_shared<const CountedBytes>(std::move(bytes).value(), live_bytes_);
  return SharedBytes(counted, &counted->bytes);
}

Result<std::vector<uint8_t>> DecodedCache::Work::DecodeWithin(const Job& job, int num_threads,
                                                              uint64_t memory) {
  DecompressOptions options;
  options.num_threads = num_threads;
  options.memory_limit = memory;
  options.kernels = options_.kernels;
  options.monitor.cancelled = [this, &job] {
    return is_stopped_ || (!job.is_wanted && num_wanted_ > 0);
  };
  return ReadOriginal(*job.file, options);
}

SharedBytes DecodedCache::Work::FindBytes(const FileId& id) {
  if (const SharedBytes* kept = kept_.Find(id)) return *kept;
  const auto found = live_.find(id);
  if (found == live_.end()) return nullptr;
  SharedBytes bytes = found->second.lock();
  if (bytes != nullptr) counters_.evictions += kept_.Insert(id, bytes, bytes->size());
  return bytes;
}

void DecodedCache::Work::Keep(const FileId& id, const SharedBytes& bytes) {
  counters_.evictions += kept_.Insert(id, bytes, bytes->size());
  live_.insert_or_assign(id, bytes);
  if (live_.size() <= 2 * kept_.size() + 64) return;
  std::erase_if(live_, [](const auto& item) { return item.second.expired(); });
}

const Error* DecodedCache::Work::FindFailure(const FileId& id) {
  const Failure* failure = failures_.Find(id);
  return failure != nullptr && Clock::now() - failure->time < kFailureLifetime ? &failure->error
                                                                               : nullptr;
}

DecodedCache::DecodedCache(const Tree& tree, DecodedCacheOptions options)
    : work_(std::make_unique<Work>(tree, std::move(options))) {}

DecodedCache::~DecodedCache() { Stop(); }

Result<SharedBytes> DecodedCache::Get(std::shared_ptr<const OpenFile> file) {
  return work_->Get(std::move(file));
}

SharedBytes DecodedCache::Peek(const FileId& id) { return work_->Peek(id); }

void DecodedCache::Prefetch(const std::string& path) { work_->Prefetch(path, false); }

void DecodedCache::PrefetchNext(const std::string& path) { work_->Prefetch(path, true); }

void DecodedCache::Stop() { work_->Stop(); }

DecodedCacheCounters DecodedCache::counters() const { return work_->counters(); }

}  // namespace jackdaw::archive
