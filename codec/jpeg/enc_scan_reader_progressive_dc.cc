#include <array>

#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/enc_scan_reader_loop.h"

namespace jackdaw {
namespace {

// DC scans know no EOB runs and no odd blocks.
class DcReader {
 public:
  explicit DcReader(const ScanHeader& scan) : al_(scan.al) {
    for (size_t i = 0; i < scan.num_components; ++i) {
      tables_[i] = scan.components[i].dc_table.get();
    }
  }

  void Reset() { dc_.fill(0); }
  void BeginMcu(const McuStart&) {}
  bool Pending() const { return false; }
  const McuStart& run_start() const { return no_start_; }
  const McuStart& damage_start(const McuStart& start) const { return start; }
  void Forget(uint64_t) {}
  void MoveFacts(ScanFacts*) {}

 protected:
  int al_;
  std::array<const HuffmanTable*, kMaxComponents> tables_{};
  std::array<int32_t, kMaxComponents> dc_{};  // in units of 2^Al
  McuStart no_start_;
};

class DcFirstReader : public DcReader {
 public:
  using DcReader::DcReader;

  void Undo(int16_t* block) { block[0] = 0; }

  bool ReadBlock(ScanBitReader& reader, int slot, int16_t* block, uint64_t /*block_index*/) {
    const auto i = static_cast<size_t>(slot);
    reader.EnsureBits();
    const HuffmanTable::Symbol symbol = tables_[i]->Decode(reader);
    if (symbol.length == 0) return false;
    if (symbol.value != 0) dc_[i] += Extend(reader.Take(symbol.value), symbol.value);
    const int32_t limit = (INT16_MAX + 1) >> al_;
    if (dc_[i] < -limit || dc_[i] >= limit) return false;
    block[0] = static_cast<int16_t>(dc_[i] * (1 << al_));
    return true;
  }
};

class DcRefinementReader : public DcReader {
 public:
  using DcReader::DcReader;

  // Before this scan, bit Al of a DC is 0: the first scan sent the bits above it.
  void Undo(int16_t* block) { block[0] = static_cast<int16_t>(block[0] & ~(1 << al_)); }

  bool ReadBlock(ScanBitReader& reader, int /*slot*/, int16_t* block, uint64_t /*block_index*/) {
    reader.EnsureBits();
    const auto bit = static_cast<int32_t>(reader.Take(1));
    block[0] = static_cast<int16_t>(block[0] | (bit << al_));
    return true;
  }
};

}  // namespace

ScanReadResult ReadProgressiveDcScan(const ScanReaderInput& input) {
  const ScanGeometry geometry(input.frame, input.scan);
  if (input.scan.ah == 0) {
    DcFirstReader coder(input.scan);
    return ScanReaderLoop<DcFirstReader>(input, geometry, coder).Read();
  }
  DcRefinementReader coder(input.scan);
  return ScanReaderLoop<DcRefinementReader>(input, geometry, coder).Read();
}

}  // namespace jackdaw
