// SplitJpeg: passes over the file until the decoder's own writer gives the file back.

#include <algorithm>
#include <utility>

#include "codec/jpeg/dec_join.h"
#include "codec/jpeg/enc_split_pass.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/oddities.h"

namespace jackdaw::jpeg {
namespace {

// A scan can need two corrections: cut, then left out.
constexpr int kMaxCorrections = 6;

struct Check {
  bool exact = false;
  size_t scan = 0;         // among the modelled scans: the one that came out different
  size_t scan_offset = 0;  // bytes of it that are right
};

// Joins the parts again and compares.
Result<Check> CheckExact(ByteSpan file, const SplitPass& pass, const JpegLayout& layout) {
  Bytes joined;
  joined.reserve(file.size());
  std::vector<size_t> scan_begins;
  Status status =
      JoinJpegTraced(layout, pass.result.planes, file.size(), UINT64_MAX, &joined, &scan_begins);
  Check check;
  check.exact = status.ok() && std::ranges::equal(joined, file);
  if (check.exact) return check;
  const auto differ = std::ranges::mismatch(joined, file);
  const auto offset = static_cast<size_t>(differ.in1 - joined.begin());
  // The skeleton cannot differ, so the first difference follows the begin of a scan.
  const auto after = std::upper_bound(scan_begins.begin(), scan_begins.end(), offset);
  if (after == scan_begins.begin()) {
    if (!status.ok()) return status.error();  // arithmetic-coded scans are written beforehand
    return Error{ErrorCode::kInternal, 0, "rebuilding the file failed"};
  }
  check.scan = static_cast<size_t>(after - scan_begins.begin()) - 1;
  check.scan_offset = offset - scan_begins[check.scan];
  return check;
}

// What to try next about a scan that came out different.
void Correct(const Check& check, int num_corrections, const SplitPass& pass,
             ScanPolicies* policies) {
  const size_t index = pass.modelled_index[check.scan];
  if (num_corrections + 1 == kMaxCorrections) {
    policies->max_scans = index;  // the last attempt: nothing from this scan on
    return;
  }
  ScanPolicy& policy = policies->scans[index];
  policy.exclude = policy.max_bytes != SIZE_MAX || check.scan_offset == 0;
  policy.max_bytes = check.scan_offset;
}

// Views of the pass.
JpegNotes NotesOf(const SplitPass& pass) {
  JpegNotes notes;
  notes.markers = pass.notes;
  notes.dnl_height_px = pass.dnl_height_px;
  for (const SplitScan& scan : pass.scans) {
    notes.scans.push_back({scan.modelled, &scan.header, &scan.read.facts});
  }
  return notes;
}

}  // namespace

Result<SplitJpegResult> SplitJpeg(ByteSpan file, const JpegLimits& limits) {
  if (file.size() < 4 || file[0] != 0xFF || file[1] != 0xD8) {
    return Error{ErrorCode::kUnsupported, 0, "not a JPEG file: it does not start with SOI"};
  }
  ScanPolicies policies;
  for (int num_corrections = 0; num_corrections <= kMaxCorrections; ++num_corrections) {
    Result<SplitPass> split = RunSplitPass(file, limits, policies);
    if (!split.ok()) return split.error();
    SplitPass& pass = split.value();
    const auto layout = ReadJpegLayout(pass.result.skeleton, pass.result.facts, limits);
    if (!layout.ok()) {
      const bool limit = layout.error().code == ErrorCode::kLimitExceeded;
      return Error{limit ? ErrorCode::kLimitExceeded : ErrorCode::kInternal, 0,
                   layout.error().message};
    }
    const Result<Check> check = CheckExact(file, pass, *layout.value());
    if (!check.ok()) return check.error();
    if (check.value().exact) {
      pass.result.frame = LayoutFrame(*layout.value());
      pass.result.cost = CostOfJoin(*layout.value());
      pass.result.oddities = FindOddities(NotesOf(pass), pass.result.frame, pass.result.planes);
      return std::move(pass.result);
    }
    if (LayoutFrame(*layout.value()).arithmetic()) {
      return Error{ErrorCode::kUnsupported, 0,
                   "arithmetic-coded data that libjpeg writes otherwise"};
    }
    Correct(check.value(), num_corrections, pass, &policies);
  }
  return Error{ErrorCode::kCorrupt, 0, "no scan can be rewritten exactly"};
}

}  // namespace jackdaw::jpeg
