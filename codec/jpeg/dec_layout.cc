// ReadJpegLayout: the marker parser over the skeleton, told by the facts where scans were taken
// out.

#include <utility>

#include "base/byte_budget.h"
#include "base/errors.h"
#include "codec/jpeg/arithmetic_scans.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/jpeg_layout.h"
#include "codec/jpeg/scan_coverage.h"

namespace jackdaw::jpeg {
namespace {

// Measured, in units of WorkMeter: a block's memory is cleared and read; a scan looks at a block.
constexpr uint64_t kWorkPerBlock = 8, kWorkPerVisit = 4, kWorkPerArithmeticVisit = 8;
// An entry of the facts.
constexpr uint64_t kLayoutBytesPerWork = 16;

// A plan in a vector that doubles, and two tables of its own for each component.
constexpr uint64_t kBytesPerScan =
    3 * sizeof(ScanPlan) + 2 * kMaxComponents * (sizeof(HuffmanTable) + 32);

Error TooLarge() {
  return {ErrorCode::kLimitExceeded, 0, "the image takes more than the memory limit"};
}

class LayoutReader {
 public:
  LayoutReader(ByteSpan skeleton, ByteSpan facts, const JpegLimits& limits)
      : skeleton_(skeleton), facts_(facts), limits_(limits), memory_(limits.max_layout_bytes) {}

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
    layout_->charged_bytes = limits_.max_layout_bytes - memory_.left();
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
        return TooLittleMemory("the coefficients need", PlaneBytes(frame));
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
      } else if (layout_->scans.size() == kMaxArithmeticScans) {
        return Corrupt("too many arithmetic-coded scans");
      }
      if (!memory_.ChargeItems(1, kBytesPerScan)) return TooLarge();
      plan.header = scan;
      layout_->scans.push_back(std::move(plan));
    }
    if (explicit_scans_ && entry_index != num_entries) return Corrupt("fewer scans than facts");
    return OkStatus();
  }

  Result<ScanFactsEntry> ReadEntry(const Frame& frame, const ScanHeader& scan) {
    const ScanGeometry geometry(frame, scan);
    const uint64_t num_blocks = uint64_t{geometry.num_mcus()} * geometry.blocks().size();
    return ReadScanFacts(geometry.num_mcus(), num_blocks, &facts_, &memory_);
  }

  ByteSpan skeleton_;
  ByteReader facts_;
  JpegLimits limits_;
  ByteBudget memory_;
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

JoinCost CostOfJoin(const JpegLayout& layout) {
  const Frame& frame = layout.frame;
  const uint64_t plane_bytes = PlaneBytes(frame);
  JoinCost cost;
  cost.layout_bytes = layout.charged_bytes;
  // libjpeg holds all coefficients again; its output grows by doubling and is copied scan by scan.
  if (frame.arithmetic()) {
    cost.plane_copy_bytes = plane_bytes;
    cost.num_output_copies = 4;
  }
  cost.work = plane_bytes / (kBlockSize * sizeof(int16_t)) * kWorkPerBlock;
  cost.work += layout.charged_bytes / kLayoutBytesPerWork;
  for (const ScanPlan& plan : layout.scans) {
    const ScanGeometry geometry(frame, plan.header);
    const uint64_t num_blocks = uint64_t{geometry.num_mcus()} * geometry.blocks().size();
    cost.work += num_blocks * (frame.arithmetic() ? kWorkPerArithmeticVisit : kWorkPerVisit);
  }
  return cost;
}

}  // namespace jackdaw::jpeg
