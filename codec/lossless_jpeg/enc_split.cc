// SplitLossless: reads the scans, and compares what the decoder's own writer makes of them.
#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "codec/jpeg/arithmetic_scans.h"
#include "codec/jpeg/enc_split_pass.h"
#include "codec/jpeg/marker_parser.h"
#include "codec/lossless_jpeg/enc_scan_reader.h"
#include "codec/lossless_jpeg/lossless_codec.h"
#include "codec/lossless_jpeg/scan_writer.h"

namespace jackdaw::lossless_jpeg {
namespace {

using jpeg::FrameKind;
using jpeg::MarkerParser;

// Planes that are taken without a look at the file's size, and those for each byte of it: a sample
// takes at least a bit, so eight samples a byte; what claims far more is a trap.
constexpr uint64_t kMinPlaneBytes = uint64_t{1} << 24;
constexpr uint64_t kMaxPlaneRatio = 8 * sizeof(uint16_t) * 8;

// 0 unless SOF leaves the height to DNL.
uint32_t HeightFromDnl(ByteSpan file) {
  MarkerParser parser(file, 0, FrameKind::kLossless);
  if (parser.Next() != MarkerParser::Event::kScan || parser.frame().has_value()) return 0;
  return jpeg::FindDnlHeight(file, parser.position());
}

class Splitter {
 public:
  Splitter(ByteSpan file, const jpeg::JpegLimits& limits) : file_(file), limits_(limits) {}

  Result<SplitLosslessResult> Run() {
    const uint32_t dnl_height = HeightFromDnl(file_);
    MarkerParser parser(file_, dnl_height, FrameKind::kLossless);
    result_.planes.resize(jpeg::kMaxComponents);
    while (parser.Next() == MarkerParser::Event::kScan) {
      ++result_.num_scans;
      const size_t begin = parser.position();
      size_t end = begin;
      if (parser.scan().usable && coverage_.CanModel(*parser.frame(), parser.scan())) {
        const Status taken = TakeScan(*parser.frame(), parser.scan(), begin, &end);
        if (!taken.ok()) return taken.error();
      }
      result_.modelled_scan_bytes += end - begin;
      result_.verbatim_scan_bytes += jpeg::FindScanDataEnd(file_, end) - end;
      AppendSkeleton(begin, end);
      parser.set_position(end);
    }
    AppendSkeleton(file_.size(), file_.size());
    if (result_.num_scans_modelled == 0) return NothingToModel(parser);
    WriteFacts(dnl_height);
    return Check(dnl_height);
  }

 private:
  static Error NothingToModel(const MarkerParser& parser) {
    if (!parser.frame().has_value()) {
      return {ErrorCode::kCorrupt, 0, "frame header of the lossless JPEG is malformed"};
    }
    return {ErrorCode::kCorrupt, 0, "no scan of the lossless JPEG can be rewritten exactly"};
  }

  // *end: of the scan's data, where they can be written again.
  Status TakeScan(const jpeg::Frame& frame, const jpeg::ScanHeader& scan, size_t begin,
                  size_t* end) {
    const ScanShape shape = ShapeOfScan(frame, scan);
    PlaneSizes sizes = result_.sizes;
    for (size_t i = 0; i < shape.num_components; ++i) sizes[shape.component[i]] = shape.size[i];
    const uint64_t bytes = PlaneBytes(sizes);
    if (bytes > limits_.max_plane_bytes) {
      return TooLittleMemory("the samples need", bytes);
    }
    if (bytes > kMinPlaneBytes + kMaxPlaneRatio * file_.size()) {
      return Error{ErrorCode::kUnsupported, 0, "the frame is far larger than its data"};
    }
    for (size_t i = 0; i < shape.num_components; ++i) {
      SamplePlane& plane = result_.planes[shape.component[i]];
      plane.width = shape.size[i].width;
      plane.height = shape.size[i].height;
      plane.samples.assign(static_cast<size_t>(shape.size[i].num_samples()), 0);
    }
    ScanRead read = ReadScan(file_, begin, frame, scan, result_.planes, limits_.monitor);
    if (IsCancelled(limits_.monitor)) return CancelledError();
    entries_.emplace_back();
    if (!read.whole || !IsExact(frame, scan, read, begin)) {
      for (size_t i = 0; i < shape.num_components; ++i) {
        result_.planes[shape.component[i]] = SamplePlane();
      }
      return OkStatus();
    }
    coverage_.Commit(scan);
    result_.sizes = sizes;
    for (size_t i = 0; i < shape.num_components; ++i) {
      result_.point_transform[shape.component[i]] = scan.al;
    }
    ++result_.num_scans_modelled;
    entries_.back() = {true, std::move(read.facts)};
    last_modelled_ = entries_.size();
    *end = read.end;
    return OkStatus();
  }

  bool IsExact(const jpeg::Frame& frame, const jpeg::ScanHeader& scan, const ScanRead& read,
               size_t begin) const {
    const ByteSpan data = file_.subspan(begin, read.end - begin);
    Bytes written;
    written.reserve(data.size());
    const Status status = WriteScan({frame, scan, read.facts, result_.planes, limits_.monitor},
                                    data.size(), &written);
    return status.ok() && std::ranges::equal(written, data);
  }

  // Copies up to `pos` and leaves out what follows up to `next`.
  void AppendSkeleton(size_t pos, size_t next) {
    const ByteSpan chunk = file_.subspan(copied_, pos - copied_);
    result_.skeleton.insert(result_.skeleton.end(), chunk.begin(), chunk.end());
    copied_ = next;
  }

  void WriteFacts(uint32_t dnl_height) {
    const bool explicit_scans = std::any_of(
        entries_.begin(), entries_.end(),
        [](const ScanFactsEntry& entry) { return !entry.modelled || !entry.facts.IsDefault(); });
    ByteWriter out;
    out.Varint((explicit_scans ? kFactsExplicitScans : 0) |
               (dnl_height != 0 ? kFactsDnlHeight : 0));
    if (dnl_height != 0) out.Varint(dnl_height);
    if (explicit_scans) {
      out.Varint(last_modelled_);
      for (size_t i = 0; i < last_modelled_; ++i) {
        WriteScanFacts(entries_[i].modelled ? &entries_[i].facts : nullptr, &out);
      }
    }
    result_.facts = out.Take();
  }

  // What the decoder finds in the parts, and the bytes that it makes.
  Result<SplitLosslessResult> Check(uint32_t dnl_height) {
    const auto layout = ReadLosslessLayout(result_.skeleton, result_.facts, limits_);
    if (!layout.ok()) return layout.error();
    Bytes joined;
    joined.reserve(file_.size());
    const Status status = JoinLossless(*layout.value(), result_.planes, file_.size(), &joined);
    if (IsCancelled(limits_.monitor)) return CancelledError();
    if (!status.ok() || !std::ranges::equal(joined, file_)) {
      return Error{ErrorCode::kCorrupt, 0, "the lossless JPEG cannot be rewritten exactly"};
    }
    result_.frame = layout.value()->frame;
    result_.cost = CostOfJoin(*layout.value());
    result_.oddities = FindOddities(*layout.value(), result_.num_scans);
    if (dnl_height != 0) result_.oddities.emplace_back("height from DNL");
    return std::move(result_);
  }

  ByteSpan file_;
  const jpeg::JpegLimits& limits_;
  SplitLosslessResult result_;
  ScanCoverage coverage_;
  std::vector<ScanFactsEntry> entries_;  // of the scans that can be modelled
  size_t last_modelled_ = 0;             // entries up to the last one that is
  size_t copied_ = 0;                    // bytes of the file that are dealt with
};

}  // namespace

bool SplitLosslessResult::IsWhole() const {
  for (size_t i = 0; i < frame.components.size(); ++i) {
    if (sizes[i].width == 0) return false;
  }
  return num_scans_modelled == num_scans;
}

bool IsLosslessJpeg(ByteSpan file) {
  if (file.size() < 4 || file[0] != 0xFF || file[1] != 0xD8) return false;
  MarkerParser parser(file, 0);
  return parser.Next() == MarkerParser::Event::kScan && parser.notes().unsupported_sof == 0xC3;
}

Result<SplitLosslessResult> SplitLossless(ByteSpan file, const jpeg::JpegLimits& limits) {
  return Splitter(file, limits).Run();
}

}  // namespace jackdaw::lossless_jpeg
