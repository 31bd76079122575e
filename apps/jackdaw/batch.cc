#include "apps/jackdaw/batch.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>

#include "apps/jackdaw/system/memory_budget.h"
#include "apps/jackdaw/system/worker_pool.h"

namespace jackdaw::app {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

FileReport RunOne(const ProcessFile& process, const Job& job, const FileLimits& limits) {
  const Clock::time_point start = Clock::now();
  FileReport report;
  report.input = job.input;
  try {
    report = process(job, limits);
  } catch (const std::bad_alloc&) {
    report = Failed(std::move(report), {ErrorCode::kLimitExceeded, 0, "out of memory"});
  } catch (const std::exception& error) {
    report = Failed(std::move(report), {ErrorCode::kInternal, 0, error.what()});
  }
  report.seconds = SecondsSince(start);
  return report;
}

FileReport ReportOf(const InputProblem& problem) {
  FileReport report;
  report.input = problem.path;
  return Failed(std::move(report), {ErrorCode::kIo, 0, problem.message});
}

}  // namespace

RunReport RunBatch(const Context& context, const Plan& plan, const ProcessFile& process) {
  const Clock::time_point start = Clock::now();
  const int num_threads = context.options.num_threads;
  const size_t num_jobs = plan.jobs.size();
  uint64_t num_bytes = 0;
  for (const Job& job : plan.jobs) num_bytes += job.size;
  context.progress.Start(num_jobs + plan.problems.size(), num_bytes);

  RunReport run;
  run.num_threads = num_threads;
  run.skipped = plan.skipped;
  run.files.resize(num_jobs);
  const int num_workers =
      static_cast<int>(std::clamp<size_t>(num_jobs, 1, static_cast<size_t>(num_threads)));
  MemoryBudget budget(context.options.memory_limit);
  RunParallel(num_jobs, num_workers, [&](size_t i) {
    const Job& job = plan.jobs[i];
    const MemoryBudget::Share share = budget.Take(budget.ShareFor(job.size, num_workers));
    const bool is_all = share.amount() == context.options.memory_limit;
    run.files[i] = RunOne(process, job, {share.amount(), num_threads / num_workers, is_all});
    if (run.files[i].status == FileStatus::kNeedsMoreMemory) return;
    context.progress.FileDone(run.files[i], job.size);
  });
  for (size_t i = 0; i < num_jobs; ++i) {
    if (run.files[i].status != FileStatus::kNeedsMoreMemory) continue;
    const FileLimits all{context.options.memory_limit, num_threads, true};
    run.files[i] = RunOne(process, plan.jobs[i], all);
    context.progress.FileDone(run.files[i], plan.jobs[i].size);
  }
  for (const InputProblem& problem : plan.problems) {
    run.files.push_back(ReportOf(problem));
    context.progress.FileDone(run.files.back(), 0);
  }
  for (const FileReport& file : run.files) {
    run.skipped.existing += file.status == FileStatus::kSkipped;
  }
  context.progress.Finish();
  run.seconds = SecondsSince(start);
  return run;
}

}  // namespace jackdaw::app
