// One measured point: a source through a codec at one setting.
#ifndef JACKDAW_APPS_SWEEP_POINT_H_
#define JACKDAW_APPS_SWEEP_POINT_H_

#include <array>
#include <cstdint>
#include <optional>

#include "apps/sweep/measures/metrics.h"

namespace jackdaw::sweep {

struct PointResult {
  uint64_t bytes = 0;  // of the encoded file
  double encode_cpu_seconds = 0, decode_cpu_seconds = 0;
  MetricValues against_input;                    // the pixels of the input JPEG
  std::optional<MetricValues> against_pristine;  // where a pristine picture is known
};

// The two pictures that a result is compared with.
enum class ReferenceKind { kInput, kPristine };
inline constexpr std::array kAllReferences = {ReferenceKind::kInput, ReferenceKind::kPristine};
const char* ReferenceKey(ReferenceKind kind);  // "input", "pristine"

// Empty when it was not measured.
std::optional<double> ValueOf(const PointResult& point, ReferenceKind kind, Metric metric);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_POINT_H_
