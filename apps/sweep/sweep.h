// A rate sweep: every source through every codec at every setting, each point measured once and
// kept on disk.
#ifndef JACKDAW_APPS_SWEEP_SWEEP_H_
#define JACKDAW_APPS_SWEEP_SWEEP_H_

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "apps/sweep/codecs/codec.h"
#include "apps/sweep/measures/metric_tools.h"
#include "apps/sweep/point_cache.h"
#include "apps/sweep/results.h"
#include "apps/sweep/source_store.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

struct SweepSpec {
  std::vector<SourceSpec> sources;
  int num_rates = 10;                                       // per codec with a knob
  std::map<std::string, std::vector<double>> own_settings;  // by codec: instead of those
  size_t num_crop_sources = 0;                  // the first so many get cut-outs for the report
  std::string cache_directory, temp_directory;  // both exist
};

struct JobOutcome {
  std::string label;  // source, codec and setting, for a person
  Status status = OkStatus();
  bool was_cached = false;
  bool is_repeat = false;  // the same trouble with the source was the outcome of an earlier job
};

class Sweep {
 public:
  Sweep(SweepSpec spec, CodecList codecs, MetricTools tools);

  size_t num_jobs() const { return store_.size() * num_points_; }

  // Thread-safe; call once for each of 0..num_jobs() - 1, best in this order. A failure is also in
  // the results.
  JobOutcome RunJob(size_t job);

  // Call once, after the last job.
  SweepResults TakeResults();

 private:
  struct Place {
    size_t source, codec, setting;
  };
  struct Measured {
    PointResult point;
    bool was_cached;
    Crops crops;  // of the source, and of this point alone
  };

  Place PlaceOf(size_t job) const;
  Result<Measured> Measure(const Place& place, bool* source_is_bad);
  Result<Measured> MeasureAnew(const Place& place, const SourceBytes& bytes,
                               const LoadedSource& source) const;
  std::optional<Measured> FindInCache(const Place& place, const SourceBytes& bytes) const;
  Status MakeCrops(const Place& place, const SourceBytes& bytes, const LoadedSource& source,
                   const Image& decoded, Crops* crops) const;
  std::string KeyText(const Place& place, const SourceBytes& bytes) const;
  bool WantsCrops(const Place& place) const;
  void Describe(size_t source, const SourceBytes& bytes);
  void Keep(const Place& place, Measured measured);
  // False when it is known already.
  bool KeepFailure(const Place& place, const Error& error, bool source_is_bad);

  SweepSpec spec_;
  CodecList codecs_;
  MetricTools tools_;
  PointCache cache_;
  size_t num_points_ = 0;  // per source
  SourceStore store_;
  std::mutex mutex_;  // guards results_.sources, results_.failures and bad_sources_
  SweepResults results_;
  std::set<size_t> bad_sources_;
};

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_SWEEP_H_
