// ReadLosslessLayout: the marker parser over the skeleton, told by the facts where scans were taken
// out.
#include <utility>

#include "base/byte_budget.h"
#include "base/errors.h"
#include "codec/jpeg/marker_parser.h"
#include "codec/lossless_jpeg/lossless_codec.h"

namespace jackdaw::lossless_jpeg {
namespace {

// Measured, in units of WorkMeter: a sample's memory is cleared, and it is written as a code.
constexpr uint64_t kWorkPerSample = 2;
// An entry of the facts.
constexpr uint64_t kLayoutBytesPerWork = 16;

class LayoutReader {
 public:
  LayoutReader(ByteSpan skeleton, ByteSpan facts, const jpeg::JpegLimits& limits)
      : skeleton_(skeleton), facts_(facts), limits_(limits), memory_(limits.max_layout_bytes) {}

  Result<std::shared_ptr<const LosslessLayout>> Read() {
    uint64_t flags = 0, height = 0, num_entries = 0;
    if (!facts_.VarintUpTo(kFactsAllFlags, &flags) ||
        ((flags & kFactsDnlHeight) != 0 && !facts_.VarintUpTo(jpeg::kMaxDimensionPx, &height)) ||
        ((flags & kFactsExplicitScans) != 0 &&
         !facts_.VarintUpTo(facts_.remaining(), &num_entries))) {
      return Corrupt("facts are malformed");
    }
    explicit_scans_ = (flags & kFactsExplicitScans) != 0;
    jpeg::MarkerParser parser(skeleton_, static_cast<uint32_t>(height), jpeg::FrameKind::kLossless);
    const Status scans = ReadScans(num_entries, &parser);
    if (!scans.ok()) return scans.error();
    if (!facts_.AtEnd()) return Corrupt("facts go on after the last scan");
    if (layout_->scans.empty()) return Corrupt("no scan is modelled");
    layout_->frame = *parser.frame();
    layout_->skeleton = skeleton_;
    layout_->charged_bytes = limits_.max_layout_bytes - memory_.left();
    layout_->monitor = limits_.monitor;
    return std::shared_ptr<const LosslessLayout>(std::move(layout_));
  }

 private:
  Status ReadScans(uint64_t num_entries, jpeg::MarkerParser* parser) {
    uint64_t entry_index = 0;
    while (!explicit_scans_ || entry_index < num_entries) {
      if (parser->Next() == jpeg::MarkerParser::Event::kEnd) break;
      const jpeg::ScanHeader& scan = parser->scan();
      if (!scan.usable || !coverage_.CanModel(*parser->frame(), scan)) continue;
      ++entry_index;
      ScanFactsEntry entry{.modelled = true, .facts = {}};
      if (explicit_scans_) {
        Result<ScanFactsEntry> read = ReadScanFacts(&facts_, &memory_);
        if (!read.ok()) return read.error();
        entry = std::move(read).value();
      }
      if (!entry.modelled) continue;
      Status added = AddScan(*parser, std::move(entry.facts));
      if (!added.ok()) return added;
    }
    if (explicit_scans_ && entry_index != num_entries) return Corrupt("fewer scans than facts");
    return OkStatus();
  }

  Status AddScan(const jpeg::MarkerParser& parser, ScanFacts facts) {
    const jpeg::ScanHeader& scan = parser.scan();
    const ScanShape shape = ShapeOfScan(*parser.frame(), scan);
    for (size_t i = 0; i < shape.num_components; ++i) {
      layout_->sizes[shape.component[i]] = shape.size[i];
    }
    if (PlaneBytes(layout_->sizes) > limits_.max_plane_bytes)
      return TooLittleMemory("the samples need", PlaneBytes(layout_->sizes));
    coverage_.Commit(scan);
    layout_->scans.push_back({parser.position(), scan, std::move(facts)});
    return OkStatus();
  }

  ByteSpan skeleton_;
  ByteReader facts_;
  jpeg::JpegLimits limits_;
  ByteBudget memory_;
  ScanCoverage coverage_;
  bool explicit_scans_ = false;
  std::shared_ptr<LosslessLayout> layout_ = std::make_shared<LosslessLayout>();
};

}  // namespace

uint64_t PlaneBytes(const PlaneSizes& sizes) {
  uint64_t samples = 0;  // at most 4 (2^16 + 3)^2
  for (const PlaneSize& size : sizes) samples += size.num_samples();
  return samples * sizeof(uint16_t);
}

jpeg::JoinCost CostOfJoin(const LosslessLayout& layout) {
  jpeg::JoinCost cost;
  cost.layout_bytes = layout.charged_bytes;
  cost.work = PlaneBytes(layout.sizes) / sizeof(uint16_t) * kWorkPerSample +
              layout.charged_bytes / kLayoutBytesPerWork;
  return cost;
}

std::vector<SamplePlane> AllocatePlanes(const PlaneSizes& sizes) {
  std::vector<SamplePlane> planes;
  for (const PlaneSize& size : sizes) {
    planes.push_back(
        {size.width, size.height, std::vector<uint16_t>(static_cast<size_t>(size.num_samples()))});
  }
  return planes;
}

Result<std::shared_ptr<const LosslessLayout>> ReadLosslessLayout(ByteSpan skeleton, ByteSpan facts,
                                                                 const jpeg::JpegLimits& limits) {
  return LayoutReader(skeleton, facts, limits).Read();
}

}  // namespace jackdaw::lossless_jpeg
