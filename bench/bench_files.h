// The sets of JPEG files that the benchmarks run on, and what they all report.
#ifndef JACKDAW_BENCH_BENCH_FILES_H_
#define JACKDAW_BENCH_BENCH_FILES_H_

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace jackdaw::bench {

// A generated photograph in three codings, and the folders of JACKDAW_SHARED_DATA that are there:
// kodak-jpeg/q75, val/wild, val/large, val/graphics. Bytes are read when they are asked for.
struct FileSet {
  std::string name;
  std::function<std::vector<Bytes>()> load;
};
std::vector<FileSet> FileSets();

// Sums over the files of a set. Only what Start and Stop enclose is timed, so that each stage gets
// its input from the stage before it without holding a whole set in memory.
class StageTimer {
 public:
  void Start() { start_ = Clock::now(); }
  void Stop() { seconds_ += std::chrono::duration<double>(Clock::now() - start_).count(); }

  // What one file contributes: bytes of its JPEG, bytes of the stage's output (0: not reported),
  // and its coefficients.
  void Count(uint64_t jpeg_bytes, uint64_t coded_bytes, uint64_t num_coefficients) {
    jpeg_bytes_ += jpeg_bytes;
    coded_bytes_ += coded_bytes;
    num_coefficients_ += num_coefficients;
  }

  // Ends an iteration of a benchmark that UseManualTime.
  void EndIteration(benchmark::State* state);
  // JPEG bytes per second; `coded`: output in percent of the JPEG; `bits_per_coeff`: of the output.
  void Report(benchmark::State* state) const;

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_;
  double seconds_ = 0;
  uint64_t jpeg_bytes_ = 0, coded_bytes_ = 0, num_coefficients_ = 0;
};

// Registers `stage` as <name>/<set> for every set. stage(file, timer) runs the stage once; false:
// the file cannot be modelled and is left out.
using Stage = std::function<bool(const Bytes& file, StageTimer* timer)>;
void RegisterStage(const std::string& name, const Stage& stage);

// main() of the programs that register stages.
int RunBenchmarks(int argc, char** argv);

}  // namespace jackdaw::bench

#endif  // JACKDAW_BENCH_BENCH_FILES_H_
