// What a sweep has measured.
#ifndef JACKDAW_APPS_SWEEP_RESULTS_H_
#define JACKDAW_APPS_SWEEP_RESULTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/sweep/codecs/codec.h"
#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/point.h"

namespace jackdaw::sweep {

struct CodecResult {
  CodecInfo info;
  std::vector<double> settings;
};

// Cut-outs for the report, as PNG files.
struct Crops {
  std::vector<uint8_t> input, pristine;                              // empty: none
  std::map<std::pair<size_t, size_t>, std::vector<uint8_t>> points;  // by codec, setting
};

struct SourceResult {
  std::string name;
  uint32_t width_px = 0, height_px = 0;  // 0 when it could not be read
  uint64_t jpeg_bytes = 0;
  bool has_pristine = false;
  std::vector<std::vector<std::optional<PointResult>>> points;  // [codec][setting]
  Crops crops;
};

struct Failure {
  std::string source, codec, setting;  // codec empty: the source itself could not be read
  std::string message;
};

struct SweepResults {
  std::vector<CodecResult> codecs;
  std::vector<SourceResult> sources;
  std::vector<Failure> failures;
  std::string metric_tools;
  std::vector<MissingCodec> missing_codecs;  // that would have taken part
};

double BitsPerPixel(uint64_t bytes, const SourceResult& source);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_RESULTS_H_
