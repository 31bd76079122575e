// ReadJpegLayout: the marker parser over the skeleton, told by the facts where scans were taken
// out.

#include <utility>

#include "codec/jpeg/arithmetic_scans.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/jpeg_layout.h"
#include "codec/jpeg/scan_coverage.h"

namespace jackdaw::jpeg {
namespace {

Error Corrupt(const char* message) { return {ErrorCode::kCorrupt, 0, message}; }

class LayoutReader {
 public:
  LayoutReader(ByteSpan skeleton, ByteSpan facts, const JpegLimits& limits)
      : skeleton_(skeleton), facts_(facts), limits_(limits) {}

  Result<std::shared_ptr<const JpegLayout>> Read() {
    uint64_t flags = 0, height = 0, num_entries = 0;
    if (!facts_.VarintUpTo(kFactsAllFlags, &flags)) return Corrupt("facts are malformed");
    if ((flags & kFactsDnlHeight) != 0 && !facts_.VarintUpTo(kMaxDimensionPx, &height)) {
      return Corrupt("facts are malformed");
    }
    explicit_scans_ = (flags & kFactsExplicitScans) != 0;
    arithmetic_ = (flags & kFactsArithmetic) != 0;
    if (explicit_scans_ && arithmetic_) return Corrupt("facts are malformed");
    if (explicit_scans_ && !facts_.VarintUpTo(facts_.remaining(), &num_entries)) {
      return Corrupt("facts are malformed");
    }
    MarkerParser parser(skeleton_, static_cast<uint32_t>(height));
    Status scans = ReadScans(num_entries, &parser);
    if (!scans.ok()) return scans.error();
    if (!facts_.AtEnd()) return Corrupt("facts go on after the last scan");
    if (layout_->scans.empty()) return Corrupt("no scan is modelled");
    layout_->frame = *parser.frame();
    layout_->conditioning = parser.conditioning();
    layout_->skeleton = skeleton_;
    layout_->monitor = limits_.monitor;
    return std::shared_ptr<const JpegLayout>(std::move(layout_));
  }

 private:
  Status ReadScans(uint64_t num_entries, MarkerParser* parser) {
    ScanCoverage coverage;
    uint64_t entry_index = 0;
    while (!explicit_scans_ || entry_index < num_entries) {
      if (parser->Next() == MarkerParser::Event::kEnd) break;
      const ScanHeader& scan = parser->scan();
      if (!scan.usable) continue;
      const Frame& frame = *parser->frame();
      if (PlaneBytes(frame) > limits_.max_plane_bytes) {
        return Error{ErrorCode::kLimitExceeded, 0, "coefficients take more than the memory limit"};
      }
      ScanPlan plan;
      plan.skeleton_pos = parser->position();
      if (!arithmetic_) {
        if (!coverage.CanModel(frame, scan)) continue;
        ++entry_index;
        if (explicit_scans_) {
          Result<ScanFactsEntry> entry = ReadEntry(frame, scan);
          if (!entry.ok()) return entry.error();
          if (!entry.value().modelled) continue;
          plan.facts = std::move(entry.value().facts);
        }
        coverage.Commit(frame, scan);
      } else if (!frame.arithmetic()) {
        return Corrupt("the frame is not arithmetic-coded");
      }
      plan.header = scan;
      layout_->scans.push_back(std::move(plan));
    }
    if (explicit_scans_ && entry_index != num_entries) return Corrupt("fewer scans than facts");
    return OkStatus();
  }

  Result<ScanFactsEntry> ReadEntry(const Frame& frame, const ScanHeader& scan) {
    const ScanGeometry geometry(frame, scan);
    const uint64_t num_blocks = uint64_t{geometry.num_mcus()} * geometry.blocks().size();
    return ReadScanFacts(geometry.num_mcus(), num_blocks, &facts_);
  }

  ByteSpan skeleton_;
  ByteReader facts_;
  JpegLimits limits_;
  bool explicit_scans_ = false;
  bool arithmetic_ = false;
  std::shared_ptr<JpegLayout> layout_ = std::make_shared<JpegLayout>();
};

}  // namespace

Result<std::shared_ptr<const JpegLayout>> ReadJpegLayout(ByteSpan skeleton, ByteSpan facts,
                                                         const JpegLimits& limits) {
  return LayoutReader(skeleton, facts, limits).Read();
}

const Frame& LayoutFrame(const JpegLayout& layout) { return layout.frame; }

}  // namespace jackdaw::jpeg
