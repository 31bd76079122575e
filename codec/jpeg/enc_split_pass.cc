#include "codec/jpeg/enc_split_pass.h"

#include <utility>

#include "base/errors.h"
#include "codec/jpeg/arithmetic_scans.h"
#include "codec/jpeg/jpeg_layout.h"
#include "codec/jpeg/scan_coverage.h"
#include "codec/jpeg/scan_facts.h"

namespace jackdaw::jpeg {
namespace {

// Planes that are taken without a look at the file's size (half a million blocks), and those for
// each byte of it: a whole file has at least a bit for each block, eight blocks a byte; an eighth
// of that leaves room for files that are cut off. What claims more pixels than that is a trap,
// which would take seconds.
constexpr uint64_t kMinPlaneBytes = uint64_t{1} << 26;
constexpr uint64_t kMaxPlaneRatio = 8 * 8 * kBlockSize * sizeof(int16_t);

// The height to store in the facts: 0 unless SOF leaves it to DNL.
uint32_t HeightForFacts(ByteSpan file) {
  MarkerParser parser(file, 0);
  if (parser.Next() != MarkerParser::Event::kScan || parser.frame().has_value()) return 0;
  const uint32_t height = FindDnlHeight(file, parser.position());
  MarkerParser again(file, height);
  if (again.Next() != MarkerParser::Event::kScan || !again.frame().has_value()) return 0;
  return height;
}

Error NothingToModel(const MarkerParser& parser, const std::vector<SplitScan>& scans) {
  const MarkerNotes& notes = parser.notes();
  switch (notes.unsupported_sof) {
    case 0:
      break;
    case 0xC3:
      return {ErrorCode::kUnsupported, 0, "lossless JPEG (SOF3), which has no DCT coefficients"};
    case 0xCB:
      return {ErrorCode::kUnsupported, 0, "arithmetic-coded lossless JPEG (SOF11)"};
    default:
      return {ErrorCode::kUnsupported, 0,
              "JPEG process is not DCT-based and sequential or progressive"};
  }
  if (notes.malformed_sof) return {ErrorCode::kCorrupt, 0, "frame header is malformed"};
  if (!parser.frame().has_value()) {
    return {notes.segment_past_end ? ErrorCode::kTruncated : ErrorCode::kCorrupt, 0,
            "no frame header"};
  }
  if (scans.empty()) return {ErrorCode::kTruncated, 0, "no scan"};
  return {ErrorCode::kCorrupt, 0, "no scan can be modelled"};
}

class Splitter {
 public:
  Splitter(ByteSpan file, const JpegLimits& limits, const ScanPolicies& policies)
      : file_(file), limits_(limits), policies_(policies) {}

  Result<SplitPass> Run() {
    pass_.dnl_height_px = HeightForFacts(file_);
    MarkerParser parser(file_, pass_.dnl_height_px);
    while (parser.Next() == MarkerParser::Event::kScan) {
      const size_t begin = parser.position();
      SplitScan scan;
      scan.begin = begin;
      scan.header = parser.scan();
      size_t end = begin;
      if (!Advance(limits_.monitor, 0)) return CancelledError();
      if (scan.header.usable) {
        const Frame& frame = *parser.frame();
        if (PlaneBytes(frame) > limits_.max_plane_bytes) {
          return TooLittleMemory("the coefficients need", PlaneBytes(frame));
        }
        if (PlaneBytes(frame) > kMinPlaneBytes + kMaxPlaneRatio * file_.size()) {
          return Error{ErrorCode::kUnsupported, 0, "the frame is far larger than its data"};
        }
        end = frame.arithmetic() ? TakeArithmeticScan(frame, &scan) : TakeScan(frame, &scan);
      }
      CountBytes(scan, end);
      AppendSkeleton(begin, end);
      pass_.scans.push_back(std::move(scan));
      parser.set_position(end);
    }
    pass_.notes = parser.notes();
    AppendSkeleton(file_.size(), file_.size());
    if (pass_.modelled_index.empty()) return NothingToModel(parser, pass_.scans);
    if (parser.frame()->arithmetic()) {
      Status read =
          ReadArithmeticPlanes(file_, *parser.frame(), pass_.scans.size(), &pass_.result.planes);
      if (!read.ok()) return read.error();
    }
    WriteFacts(parser.frame()->arithmetic());
    return std::move(pass_);
  }

 private:
  // Models a scan as far as possible; returns where its data end.
  size_t TakeScan(const Frame& frame, SplitScan* scan) {
    if (!coverage_.CanModel(frame, scan->header)) return scan->begin;
    scan->candidate = true;
    AllocateOnce(frame);
    const size_t index = num_candidates_++;
    ScanPolicy policy;
    if (const auto it = policies_.scans.find(index); it != policies_.scans.end()) {
      policy = it->second;
    }
    if (policy.exclude || index >= policies_.max_scans) return scan->begin;
    ByteSpan data = file_;
    if (policy.max_bytes < file_.size() - scan->begin) {
      data = file_.first(scan->begin + policy.max_bytes);
    }
    nonzero_masks_.resize(frame.components.size());
    scan->read = ReadScan({data, scan->begin, frame, scan->header, pass_.result.planes,
                           nonzero_masks_, limits_.monitor});
    if (scan->read.num_mcus_read == 0) return scan->begin;
    scan->modelled = true;
    coverage_.Commit(frame, scan->header);
    pass_.modelled_index.push_back(index);
    return scan->read.end;
  }

  // Not before a scan needs them.
  void AllocateOnce(const Frame& frame) {
    if (pass_.result.planes.empty()) pass_.result.planes = AllocatePlanes(frame);
  }

  size_t TakeArithmeticScan(const Frame& frame, SplitScan* scan) {
    AllocateOnce(frame);
    scan->candidate = true;
    scan->modelled = true;
    scan->read.end = FindScanDataEnd(file_, scan->begin);
    pass_.modelled_index.push_back(num_candidates_++);
    return scan->read.end;
  }

  void CountBytes(const SplitScan& scan, size_t end) {
    uint64_t raw_bytes = 0;
    for (const ScanRun& run : scan.read.facts.runs) raw_bytes += run.raw.size();
    SplitJpegResult& result = pass_.result;
    result.num_scans += 1;
    result.num_scans_modelled += scan.modelled ? 1 : 0;
    const uint64_t verbatim_bytes = FindScanDataEnd(file_, end) - end + raw_bytes;
    result.num_scans_whole += IsWhole(scan, verbatim_bytes) ? 1 : 0;
    result.modelled_scan_bytes += end - scan.begin - raw_bytes;
    result.verbatim_scan_bytes += verbatim_bytes;
  }

  // Where damage puts a reader out of step, blocks are odd, and bytes may be left in the end. (Of
  // arithmetic-coded scans libjpeg reads all or nothing.)
  static bool IsWhole(const SplitScan& scan, uint64_t verbatim_bytes) {
    const ScanFacts& facts = scan.read.facts;
    if (!scan.modelled || scan.read.num_mcus_read != scan.read.num_mcus) return false;
    return verbatim_bytes == 0 || (facts.odd_blocks.empty() && facts.patches.empty());
  }

  // Copies up to `pos` and leaves out what follows up to `next`.
  void AppendSkeleton(size_t pos, size_t next) {
    const ByteSpan chunk = file_.subspan(copied_, pos - copied_);
    pass_.result.skeleton.insert(pass_.result.skeleton.end(), chunk.begin(), chunk.end());
    copied_ = next;
  }

  void WriteFacts(bool arithmetic) {
    const size_t num_entries = arithmetic ? 0 : pass_.modelled_index.back() + 1;
    const bool explicit_scans = !arithmetic && !AllScansDefault();
    ByteWriter out;
    out.Varint((explicit_scans ? kFactsExplicitScans : 0) | (arithmetic ? kFactsArithmetic : 0) |
               (pass_.dnl_height_px != 0 ? kFactsDnlHeight : 0));
    if (pass_.dnl_height_px != 0) out.Varint(pass_.dnl_height_px);
    if (explicit_scans) {
      out.Varint(num_entries);
      size_t written = 0;
      for (const SplitScan& scan : pass_.scans) {
        if (!scan.candidate) continue;
        if (written++ == num_entries) break;
        if (scan.modelled) {
          WriteScanFacts(scan.read.facts, &out);
        } else {
          WriteUnmodelledScan(&out);
        }
      }
    }
    pass_.result.facts = out.Take();
  }

  bool AllScansDefault() const {
    for (const SplitScan& scan : pass_.scans) {
      if (scan.candidate && !(scan.modelled && IsDefault(scan.read.facts))) return false;
    }
    return true;
  }

  ByteSpan file_;
  const JpegLimits& limits_;
  const ScanPolicies& policies_;
  SplitPass pass_;
  ScanCoverage coverage_;
  std::vector<std::vector<uint64_t>> nonzero_masks_;  // see ScanReaderInput
  size_t num_candidates_ = 0;
  size_t copied_ = 0;  // bytes of the file that are dealt with
};

}  // namespace

uint32_t FindDnlHeight(ByteSpan file, size_t scan_begin) {
  const size_t pos = FindScanDataEnd(file, scan_begin);
  ByteReader reader(file.subspan(pos));
  uint8_t code = 0xFF;
  while (code == 0xFF) {
    if (!reader.U8(&code)) return 0;
  }
  uint16_t length = 0, height = 0;
  if (code != 0xDC || !reader.U16Be(&length) || length != 4 || !reader.U16Be(&height)) return 0;
  return height;
}

Result<SplitPass> RunSplitPass(ByteSpan file, const JpegLimits& limits,
                               const ScanPolicies& policies) {
  return Splitter(file, limits, policies).Run();
}

}  // namespace jackdaw::jpeg
