#include "codec/jpeg/dec_join.h"

#include "codec/jpeg/arithmetic_scans.h"
#include "codec/jpeg/jpeg_layout.h"
#include "codec/jpeg/level_masks.h"
#include "codec/jpeg/scan_writer.h"

namespace jackdaw::jpeg {
namespace {

bool PlanesFit(const Frame& frame, const std::vector<CoeffPlane>& planes) {
  if (planes.size() != frame.components.size()) return false;
  for (size_t i = 0; i < planes.size(); ++i) {
    const FrameComponent& c = frame.components[i];
    const CoeffPlane& plane = planes[i];
    const size_t size = size_t{c.padded_width_blocks} * c.padded_height_blocks * kBlockSize;
    if (plane.width_blocks != c.padded_width_blocks ||
        plane.height_blocks != c.padded_height_blocks || plane.coeffs.size() != size) {
      return false;
    }
  }
  return true;
}

// Appends without passing max_size.
bool AppendBounded(ByteSpan bytes, uint64_t max_size, Bytes* out) {
  if (out->size() > max_size || bytes.size() > max_size - out->size()) return false;
  out->insert(out->end(), bytes.begin(), bytes.end());
  return true;
}

// Appends one scan's data.
Status AppendScan(const JpegLayout& layout, const ScanPlan& plan,
                  const std::vector<CoeffPlane>& planes, LevelMasks* masks, uint64_t max_size,
                  Bytes* out) {
  const size_t begin = out->size();
  ScanBitWriter writer(out, max_size);
  const ScanWriterInput input{layout.frame, plan.header, plan.facts, planes, masks};
  Status written = WriteScan(input, &writer);
  if (!written.ok()) {
    writer.Finish();
    return written;
  }
  for (const BytePatch& patch : plan.facts.patches) {
    if (patch.offset >= out->size() - begin) {
      return Error{ErrorCode::kCorrupt, 0, "a patch lies outside its scan"};
    }
    (*out)[begin + static_cast<size_t>(patch.offset)] = patch.value;
  }
  return written;
}

}  // namespace

Status JoinJpegTraced(const JpegLayout& layout, const std::vector<CoeffPlane>& planes,
                      uint64_t max_bytes, uint64_t max_mask_bytes, Bytes* out,
                      std::vector<size_t>* scan_begins) {
  const Error too_large{ErrorCode::kCorrupt, 0, "the rebuilt file is larger than it should be"};
  if (!PlanesFit(layout.frame, planes)) {
    return Error{ErrorCode::kInvalidArgument, 0, "planes do not have the sizes of the frame"};
  }
  const uint64_t room = UINT64_MAX - out->size();
  const uint64_t max_size = out->size() + (max_bytes < room ? max_bytes : room);
  std::vector<Bytes> arithmetic_scans;
  if (layout.frame.arithmetic()) {
    Result<std::vector<Bytes>> scans = WriteArithmeticScans(layout, planes, max_bytes);
    if (!scans.ok()) return scans.error();
    arithmetic_scans = std::move(scans).value();
  }
  LevelMasks masks(planes, max_mask_bytes);
  if (layout.frame.progressive()) {
    for (const ScanPlan& plan : layout.scans) masks.AddScan(plan.header);
  }
  size_t done = 0;  // of the skeleton
  for (size_t i = 0; i < layout.scans.size(); ++i) {
    const ScanPlan& plan = layout.scans[i];
    const ByteSpan chunk = layout.skeleton.subspan(done, plan.skeleton_pos - done);
    if (!AppendBounded(chunk, max_size, out)) return too_large;
    done = plan.skeleton_pos;
    if (scan_begins != nullptr) scan_begins->push_back(out->size());
    if (layout.frame.arithmetic()) {
      if (!AppendBounded(arithmetic_scans[i], max_size, out)) return too_large;
      continue;
    }
    Status written = AppendScan(layout, plan, planes, &masks, max_size, out);
    if (!written.ok()) return written;
  }
  if (!AppendBounded(layout.skeleton.subspan(done), max_size, out)) return too_large;
  return OkStatus();
}

Status JoinJpeg(const JpegLayout& layout, const std::vector<CoeffPlane>& planes, uint64_t max_bytes,
                Bytes* out, uint64_t max_mask_bytes) {
  return JoinJpegTraced(layout, planes, max_bytes, max_mask_bytes, out, nullptr);
}

}  // namespace jackdaw::jpeg
