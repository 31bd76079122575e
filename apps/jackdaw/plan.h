// What a run does: one job after the other, an input file each, with the place of its output.
#ifndef JACKDAW_APPS_JACKDAW_PLAN_H_
#define JACKDAW_APPS_JACKDAW_PLAN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/inputs.h"
#include "archive/journal_finished.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

struct Job {
  std::string input;       // "-": standard input
  std::string output;      // "-": standard output; empty: none, or see output_dir
  std::string output_dir;  // not empty: decompress into here, under the name that the file holds
  std::string bare_name;   // with output_dir: what to call it if the file holds no name
  bool is_output_named = false;  // by -o, not by the input's name
  uint64_t size = 0;             // of the input when it was found
  int64_t mtime_ns = 0;
  uint64_t num_links = 1;
  bool is_regular = false;
  // --resume: the input is gone, and the output is there: the last run removed it, and ended before
  // it could say so.
  bool is_gone = false;
};

using PlanItem = std::variant<Job, InputProblem>;

// Where the outputs of a run go.
enum class OutputPlace { kNone, kStdout, kOneFile, kDirectory, kBeside };

class Plan {
 public:
  // Fails only for what is a usage error. finished: what --resume need not do again; may be null,
  // and must outlive the plan.
  static Result<std::unique_ptr<Plan>> Make(const Options& options,
                                            const archive::FinishedInputs* finished);

  // The next job or problem; none at the end. No two of the first 250,000 jobs have the same
  // output; whatever comes later meets the output of the other one.
  std::optional<PlanItem> Next();

  OutputPlace place() const { return place_; }
  const archive::FinishedInputs* finished() const { return finished_; }
  SkipCounts skipped() const;

 private:
  Plan(const Options& options, OutputPlace place, const archive::FinishedInputs* finished);

  Job MakeJob(const InputFile& file) const;
  void SetOutputOfDecompress(const InputFile& file, const std::string& target, Job* job) const;
  bool IsFinished(const InputItem& item) const;
  // The job of a missing input that an earlier run removed.
  std::optional<Job> GoneJob(const InputProblem& problem) const;
  // Nothing; or a problem; or the job is to be passed over, when *is_repeat.
  std::optional<InputProblem> CheckOutputIsNew(const Job& job, bool* is_repeat);

  const Options& options_;
  const OutputPlace place_;
  const archive::FinishedInputs* finished_;
  std::unique_ptr<InputStream> inputs_;
  std::unordered_map<uint64_t, uint64_t> input_of_output_;  // hashes of names
  uint64_t num_finished_ = 0;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_PLAN_H_
