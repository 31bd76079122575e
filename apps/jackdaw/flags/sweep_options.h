// What the command line of `jackdaw sweep` asks for.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_SWEEP_OPTIONS_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_SWEEP_OPTIONS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/sweep/measures/bjontegaard.h"

namespace jackdaw::app {

// Beside the paths, -o, -j, -f and -q, which all commands share.
struct SweepOptions {
  std::optional<int> source_quality;  // 1..100
  std::string pristine_dir;           // empty: none
  int num_rates = 10;
  std::vector<std::string> codecs;  // empty: all
  std::map<std::string, std::vector<double>> settings;
  std::string anchor;  // empty: cjpeg where it takes part, else best-other
  std::map<std::string, sweep::QualityRange> ranges;  // by measure, in place of the defaults
  std::string cache_dir;                              // empty: "cache" in the output directory
  int num_crop_sources = 4;
  int timeout_seconds = 300;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_SWEEP_OPTIONS_H_
