#include "apps/jackdaw/batch.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/memory_budget.h"
#include "apps/jackdaw/system/worker_pool.h"

namespace jackdaw::app {
namespace {

using Clock = std::chrono::steady_clock;

// Files that wait for the end because their share of the memory was too small.
constexpr size_t kMaxPutOff = 1000;

// Says which option allows more, and how much is allowed now.
void AddMemoryHint(uint64_t limit, Error* error) {
  const std::string option = "--memory-limit";
  if (error->code != ErrorCode::kLimitExceeded ||
      error->message.find(option) != std::string::npos ||
      error->message.find("memory") == std::string::npos) {
    return;
  }
  error->message += " (" + option + ": " + std::to_string(limit >> 20) + " MiB)";
}

FileReport RunOne(const ProcessFile& process, const Job& job, const FileLimits& limits) {
  const Clock::time_point start = Clock::now();
  FileReport report;
  report.input = job.input;
  if (job.is_gone) {
    report.output = job.output;
    report.status = FileStatus::kSkipped;
    report.removed_original = true;
    return report;
  }
  try {
    report = process(job, limits);
  } catch (const std::bad_alloc&) {
    report = Failed(std::move(report), {ErrorCode::kLimitExceeded, 0, "out of memory"});
  } catch (const std::exception& error) {
    report = Failed(std::move(report), {ErrorCode::kInternal, 0, error.what()});
  }
  if (report.status == FileStatus::kFailed) AddMemoryHint(limits.memory, &report.error);
  report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  report.is_regular = job.is_regular;
  report.found_size = job.size;
  report.found_mtime_ns = job.mtime_ns;
  report.num_links = job.num_links;
  return report;
}

FileReport ReportOf(const InputProblem& problem) {
  FileReport report;
  report.input = problem.path;
  return Failed(std::move(report), {ErrorCode::kIo, 0, problem.message});
}

// An item of the plan with its number.
struct Numbered {
  uint64_t sequence = 0;
  PlanItem item;
};

class Batch {
 public:
  Batch(const Context& context, Plan& plan, Reporter& reporter, const ProcessFile& process)
      : context_(context),
        plan_(plan),
        reporter_(reporter),
        process_(process),
        budget_(context.options.memory_limit) {}

  void Run() {
    ReadAhead();
    num_workers_ = static_cast<int>(
        std::clamp<size_t>(ahead_.size(), 1, static_cast<size_t>(context_.options.num_threads)));
    RunParallel(static_cast<size_t>(num_workers_), num_workers_, [this](size_t) { Work(); });
    for (const Numbered& put_off : put_off_) RunWithAll(put_off, std::nullopt);
  }

 private:
  // So many that it is known how many threads have something to do.
  void ReadAhead() {
    while (ahead_.size() < static_cast<size_t>(context_.options.num_threads)) {
      std::optional<PlanItem> item = plan_.Next();
      if (!item.has_value()) break;
      ahead_.push_back({next_sequence_++, std::move(*item)});
    }
    reporter_.SetSkipped(plan_.skipped());
  }

  std::optional<Numbered> Take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!ahead_.empty()) {
      Numbered numbered = std::move(ahead_.front());
      ahead_.pop_front();
      return numbered;
    }
    if (is_at_end_) return std::nullopt;
    std::optional<PlanItem> item = plan_.Next();
    reporter_.SetSkipped(plan_.skipped());
    is_at_end_ = !item.has_value();
    if (is_at_end_) return std::nullopt;
    return Numbered{next_sequence_++, std::move(*item)};
  }

  void Work() {
    while (std::optional<Numbered> numbered = Take()) {
      reporter_.WaitForTurn(numbered->sequence);
      if (const auto* problem = std::get_if<InputProblem>(&numbered->item)) {
        Report(numbered->sequence, ReportOf(*problem), numbered->sequence, 0);
      } else {
        RunWithShare(*numbered);
      }
    }
  }

  void RunWithShare(const Numbered& numbered) {
    const Job& job = std::get<Job>(numbered.item);
    // What can be read only once is not tried with less first.
    if (IsStream(job.input)) {
      const MemoryBudget::Share all = budget_.Take(context_.options.memory_limit);
      RunWithAll(numbered, numbered.sequence);
      return;
    }
    FileReport report;
    {
      const MemoryBudget::Share share = budget_.Take(budget_.ShareFor(job.size, num_workers_));
      const bool is_all = share.amount() == context_.options.memory_limit;
      const int num_threads = context_.options.num_threads / num_workers_;
      report = RunOne(process_, job, Begin(numbered, {share.amount(), num_threads, is_all, {}}));
    }
    if (report.status != FileStatus::kNeedsMoreMemory) {
      Report(numbered.sequence, report, numbered.sequence, job.size);
    } else if (PutOff(numbered)) {
      context_.progress.FilePutOff(numbered.sequence);
      reporter_.PutOff(numbered.sequence);
    } else {
      const MemoryBudget::Share all = budget_.Take(context_.options.memory_limit);
      RunWithAll(numbered, numbered.sequence);
    }
  }

  // sequence: its turn for the reporter, if it still has one.
  void RunWithAll(const Numbered& numbered, std::optional<uint64_t> sequence) {
    const Job& job = std::get<Job>(numbered.item);
    const FileLimits all{context_.options.memory_limit, context_.options.num_threads, true, {}};
    Report(sequence, RunOne(process_, job, Begin(numbered, all)), numbered.sequence, job.size);
  }

  FileLimits Begin(const Numbered& numbered, FileLimits limits) {
    if (!context_.progress.enabled()) return limits;
    const Job& job = std::get<Job>(numbered.item);
    context_.progress.FileBegins(numbered.sequence, job.input, job.size);
    limits.progress = [this, id = numbered.sequence](uint32_t per_mille) {
      context_.progress.FileMoves(id, per_mille);
    };
    return limits;
  }

  bool PutOff(const Numbered& numbered) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (put_off_.size() == kMaxPutOff) return false;
    put_off_.push_back(numbered);
    return true;
  }

  void Report(std::optional<uint64_t> sequence, const FileReport& report, uint64_t id,
              uint64_t size) {
    context_.progress.FileDone(id, report, size);
    reporter_.Done(sequence, report);
    context_.registry.Reported();
  }

  const Context& context_;
  Plan& plan_;
  Reporter& reporter_;
  const ProcessFile& process_;
  MemoryBudget budget_;
  int num_workers_ = 1;

  std::mutex mutex_;
  std::deque<Numbered> ahead_;
  bool is_at_end_ = false;
  uint64_t next_sequence_ = 0;
  std::vector<Numbered> put_off_;
};

// Not so a list that comes through a pipe.
bool CanReadTwice(const std::string& list) {
  struct stat st;
  return list.empty() || (stat(list.c_str(), &st) == 0 && S_ISREG(st.st_mode));
}

// Counts what a run has to do, for the progress line alone: a search of its own, beside the work.
class Counter {
 public:
  // finished: as of Plan::Make.
  Counter(const Context& context, const archive::FinishedInputs* finished)
      : context_(context), finished_(finished) {
    if (context.progress.enabled() && CanReadTwice(context.options.files_from)) {
      thread_ = std::thread([this] { Count(); });
    }
  }
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  ~Counter() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Count() {
    const Result<std::unique_ptr<Plan>> plan = Plan::Make(context_.options, finished_);
    if (!plan.ok()) return;
    uint64_t num_files = 0, num_bytes = 0;
    while (!stop_) {
      const std::optional<PlanItem> item = plan.value()->Next();
      if (!item.has_value()) break;
      ++num_files;
      if (const Job* job = std::get_if<Job>(&*item)) num_bytes += job->size;
      if (num_files % 1000 == 0) context_.progress.SetPlanned(num_files, num_bytes, false);
    }
    context_.progress.SetPlanned(num_files, num_bytes, !stop_);
  }

  const Context& context_;
  const archive::FinishedInputs* finished_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace

void RunBatch(const Context& context, Plan& plan, Reporter& reporter, const ProcessFile& process) {
  context.progress.Start();
  const Counter counter(context, plan.finished());
  Batch(context, plan, reporter, process).Run();
}

}  // namespace jackdaw::app
