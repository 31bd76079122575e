#include <array>

#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/enc_huffman_lookup.h"
#include "codec/jpeg/enc_scan_reader_loop.h"

namespace jackdaw::jpeg {
namespace {

// DC scans know no EOB runs and no odd blocks.
class DcReader {
 public:
  DcReader(const ScanHeader& scan, const ScanGeometry& geometry)
      : al_(scan.al), geometry_(geometry) {
    for (size_t i = 0; i < scan.num_components; ++i) {
      tables_.emplace_back(scan.components[i].dc_table.get());
    }
  }

  void Reset() { dc_.fill(0); }
  bool Pending() const { return false; }
  const McuStart& run_start() const { return start_; }
  const McuStart& damage_start() const { return start_; }
  void Forget(uint64_t) {}
  void MoveFacts(ScanFacts*) {}

 protected:
  int al_;
  const ScanGeometry& geometry_;
  std::vector<DcLookup> tables_;
  std::array<int32_t, kMaxComponents> dc_{};  // in units of 2^Al
  McuStart start_;
};

class DcFirstReader : public DcReader {
 public:
  using DcReader::DcReader;

  void Undo(int16_t* block, size_t) { block[0] = 0; }

  uint32_t ReadMcus(ScanBitReader& reader, BlockCursor<CoeffPlane>& cursor, uint32_t mcu,
                    uint32_t end) {
    return ReadMcusByBlocks(geometry_, *this, reader, cursor, mcu, end, &start_);
  }

  bool ReadBlock(ScanBitReader& reader, int slot, int16_t* block, uint64_t /*block_index*/) {
    const auto i = static_cast<size_t>(slot);
    reader.EnsureBits();
    const HuffmanEntry entry = tables_[i].Find(reader);
    if (entry.run != DcLookup::kSpecialRun) [[likely]] {
      dc_[i] += PeekValue(reader, entry);
      reader.Drop(entry.num_bits);
    } else {
      const HuffmanTable::Symbol symbol = tables_[i].Decode(reader.Peek(16));
      if (symbol.length == 0) return false;
      reader.Drop(symbol.length);
      if (symbol.value != 0) dc_[i] += Extend(reader.Take(symbol.value), symbol.value);
    }
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
  void Undo(int16_t* block, size_t) { block[0] = static_cast<int16_t>(block[0] & ~(1 << al_)); }

  uint32_t ReadMcus(ScanBitReader& reader, BlockCursor<CoeffPlane>& cursor, uint32_t mcu,
                    uint32_t end) {
    return ReadMcusByBlocks(geometry_, *this, reader, cursor, mcu, end, &start_);
  }

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
    DcFirstReader coder(input.scan, geometry);
    return ScanReaderLoop<DcFirstReader>(input, geometry, coder).Read();
  }
  DcRefinementReader coder(input.scan, geometry);
  return ScanReaderLoop<DcRefinementReader>(input, geometry, coder).Read();
}

}  // namespace jackdaw::jpeg
