// What a run will do: one job per input file, with the place of its output.
#ifndef JACKDAW_APPS_JACKDAW_PLAN_H_
#define JACKDAW_APPS_JACKDAW_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/inputs.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

struct Job {
  std::string input;       // "-": standard input
  std::string output;      // "-": standard output; empty: none, or see output_dir
  std::string output_dir;  // not empty: decompress into here, under the name stored in the file
  uint64_t size = 0;       // of the input when it was found
};

struct Plan {
  std::vector<Job> jobs;  // no two have the same output
  std::vector<InputProblem> problems;
  SkipCounts skipped;
};

// Fails only for what is a usage error.
Result<Plan> MakePlan(const Options& options);

// The name without ".jkd", or empty when it has no such ending or nothing before it.
std::string StripJkdExtension(const std::string& path);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_PLAN_H_
