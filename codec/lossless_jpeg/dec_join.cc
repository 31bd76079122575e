// JoinLossless: the skeleton with the data of its scans.
#include "base/errors.h"
#include "codec/lossless_jpeg/lossless_codec.h"
#include "codec/lossless_jpeg/scan_writer.h"

namespace jackdaw::lossless_jpeg {
namespace {

// Appends without passing max_size.
bool AppendBounded(ByteSpan bytes, uint64_t max_size, Bytes* out) {
  if (out->size() > max_size || bytes.size() > max_size - out->size()) return false;
  out->insert(out->end(), bytes.begin(), bytes.end());
  return true;
}

bool PlanesFit(const PlaneSizes& sizes, const std::vector<SamplePlane>& planes) {
  if (planes.size() != sizes.size()) return false;
  for (size_t i = 0; i < planes.size(); ++i) {
    const SamplePlane& plane = planes[i];
    if (PlaneSize{plane.width, plane.height} != sizes[i] ||
        plane.samples.size() != sizes[i].num_samples()) {
      return false;
    }
  }
  return true;
}

}  // namespace

Status JoinLossless(const LosslessLayout& layout, const std::vector<SamplePlane>& planes,
                    uint64_t max_bytes, Bytes* out) {
  const Error too_large{ErrorCode::kCorrupt, 0, "the rebuilt file is larger than it should be"};
  if (!PlanesFit(layout.sizes, planes)) {
    return Error{ErrorCode::kInvalidArgument, 0, "planes do not have the sizes of the frame"};
  }
  const uint64_t room = UINT64_MAX - out->size();
  const uint64_t max_size = out->size() + (max_bytes < room ? max_bytes : room);
  size_t done = 0;  // of the skeleton
  for (const ScanPlan& plan : layout.scans) {
    const ByteSpan chunk = layout.skeleton.subspan(done, plan.skeleton_pos - done);
    if (!AppendBounded(chunk, max_size, out)) return too_large;
    done = plan.skeleton_pos;
    const Status written =
        WriteScan({layout.frame, plan.header, plan.facts, planes, layout.monitor}, max_size, out);
    if (!written.ok()) return written;
  }
  if (!AppendBounded(layout.skeleton.subspan(done), max_size, out)) return too_large;
  return OkStatus();
}

std::vector<std::string> FindOddities(const LosslessLayout& layout, uint32_t num_scans) {
  std::vector<std::string> list;
  if (layout.frame.precision != 8) {
    list.push_back(std::to_string(layout.frame.precision) + "-bit samples");
  }
  bool zeros = false, mixed = false;
  size_t num_odd = 0;
  uint32_t point_transform = 0;
  for (const ScanPlan& plan : layout.scans) {
    zeros = zeros || plan.facts.pad_with_zeros;
    mixed = mixed || !plan.facts.padding.empty();
    num_odd += plan.facts.odd_restarts.size();
    point_transform = plan.header.al > point_transform ? plan.header.al : point_transform;
  }
  if (point_transform != 0) {
    list.push_back("point transform " + std::to_string(point_transform));
  }
  if (layout.scans.size() < num_scans) {
    list.push_back(std::to_string(num_scans - layout.scans.size()) + " scans kept as they are");
  }
  if (zeros) list.emplace_back("padding bits 0");
  if (mixed) list.emplace_back("padding bits mixed");
  if (num_odd != 0) {
    list.push_back(std::to_string(num_odd) + " restart markers misnumbered or unexpected");
  }
  return list;
}

}  // namespace jackdaw::lossless_jpeg
