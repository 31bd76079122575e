#include "apps/sweep/point.h"

namespace jackdaw::sweep {

const char* ReferenceKey(ReferenceKind kind) {
  return kind == ReferenceKind::kInput ? "input" : "pristine";
}

std::optional<double> ValueOf(const PointResult& point, ReferenceKind kind, Metric metric) {
  if (kind == ReferenceKind::kInput) return point.against_input[metric];
  if (!point.against_pristine) return std::nullopt;
  return (*point.against_pristine)[metric];
}

}  // namespace jackdaw::sweep
